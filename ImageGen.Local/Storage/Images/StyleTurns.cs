namespace ImageGen.Local.Storage.Images;

/// <summary>Who may give names to images of a style.</summary>
internal sealed class StyleTurns
{
    private readonly SemaphoreSlim[] _turns = [.. ImageStyles.All.Select(_ => new SemaphoreSlim(1))];

    /// <summary>Names are given one at a time in a style: in this process in turn, and between processes by a file lock.</summary>
    public async Task<IDisposable> TakeAsync(ProjectPaths paths, ImageStyle style, CancellationToken cancellationToken)
    {
        var turn = _turns[(int)style];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return new Turn(turn, await FileLock.TakeAsync(paths.Lock(style), cancellationToken));
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>
    /// Held together: the next waiter in this process is woken, and only other processes have to ask for the file again and again.
    /// </summary>
    private sealed class Turn(SemaphoreSlim turn, FileStream file) : IDisposable
    {
        public void Dispose()
        {
            file.Dispose();
            turn.Release();
        }
    }
}
