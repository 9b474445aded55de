namespace ImageGen.Hosting.Http;

/// <summary>
/// Lets few large request bodies be read and parsed at a time, so that many clients at once cannot fill the memory; the others wait.
/// Thread-safe.
/// </summary>
internal sealed class LargeBodies(TimeProvider time) : IDisposable
{
    /// <summary>
    /// Bytes beyond which a body is large: more than storyboards of people, less than what many at once would be felt by.
    /// </summary>
    public const int Threshold = 256 * 1024;

    private const int AtATime = 2;

    /// <summary>Who has the turn keeps others waiting. The largest body there may be comes in this time at 550 KB a second.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turns = new(AtATime);

    /// <summary>Waits for a turn.</summary>
    public async Task<Turn> TurnAsync(CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        return new Turn(_turns, new CancellationTokenSource(Longest, time), cancellationToken);
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>A turn, which ends when it is disposed of.</summary>
    internal sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _turns;
        private readonly CancellationTokenSource _expiry;
        private readonly CancellationTokenSource _either;

        public Turn(SemaphoreSlim turns, CancellationTokenSource expiry, CancellationToken cancellationToken)
        {
            (_turns, _expiry) = (turns, expiry);
            _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token);
        }

        /// <summary>Whether it took too long.</summary>
        public bool HasExpired => _expiry.IsCancellationRequested;

        /// <summary>Cancelled when the client goes, or when it takes too long.</summary>
        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _expiry.Dispose();
            _turns.Release();
        }
    }
}
