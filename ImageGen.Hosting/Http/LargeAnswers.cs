namespace ImageGen.Hosting.Http;

/// <summary>
/// Lets few large views be sent at a time, so that clients that read slowly cannot fill the memory with them; the others wait. One that
/// stops reading is cut off (<see cref="SlowClients"/>), so its turn ends.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class LargeAnswers : IDisposable
{
    /// <summary>Images of a run beyond which its view with all beats is large.</summary>
    public const int Threshold = 2_000;

    private const int AtATime = 8;

    private readonly SemaphoreSlim _turns = new(AtATime);

    /// <summary>An answer that is made and sent when it is its turn: who waits holds nothing.</summary>
    public IResult InTurn(Func<Task<IResult>> makeAsync) => new Waiting(makeAsync, _turns);

    public void Dispose() => _turns.Dispose();

    private sealed class Waiting(Func<Task<IResult>> makeAsync, SemaphoreSlim turns) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await turns.WaitAsync(httpContext.RequestAborted);
            try
            {
                await (await makeAsync()).ExecuteAsync(httpContext);
            }
            finally
            {
                turns.Release();
            }
        }
    }
}
