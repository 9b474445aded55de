namespace ImageGen.Local.Storage;

/// <summary>
/// One value kept in one file, written in the background: only the latest counts, and a save never waits for the disk
/// nor fails. For what is good to have after a restart and can be done without, such as the state of a key pool.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="logger">For what goes wrong.</param>
/// <param name="data">
/// The folder that it lies in, which is not made again while this process works there; null: whatever folder is missing is made.
/// </param>
/// <remarks>Thread-safe. A value that could not be written is tried again with the next save and at the end.</remarks>
internal sealed partial class SnapshotFile<T>(string path, ILogger logger, DataFolder? data = null) : IAsyncDisposable
    where T : class
{
    private readonly Lock _gate = new();
    private T? _pending;
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private bool _hasFailed;

    /// <summary>What was saved last; null when there is nothing, or nothing that can be read (which is then put aside).</summary>
    public T? Load()
    {
        try
        {
            return !File.Exists(path) ? null
                : RegularFile.HasContent(path) ? ImageGenJson.Read<T>(File.ReadAllBytes(path))
                : throw new JsonException("It is empty, or no regular file.");
        }
        catch (JsonException e)
        {
            LogSetAside(logger, path, e.Message, Corrupt.SetAside(path));
            return null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(path, e);
        }
    }

    /// <summary>Puts the file aside, because a newer program wrote it; returns where it is.</summary>
    public string SetAside() => Corrupt.SetAside(path);

    public void Save(T value)
    {
        lock (_gate)
        {
            _pending = value;
            Start();
        }
    }

    /// <summary>Completes when everything that was saved is written, or could not be.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_pending is not null)
            {
                Start();
            }

            return _writing;
        }
    }

    public async ValueTask DisposeAsync() => await FlushAsync();

    private void Start()
    {
        if (!_isWriting)
        {
            _isWriting = true;
            _writing = Task.Run(WriteAllAsync);
        }
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { } value)
        {
            try
            {
                data?.RequireThere();
                await TempFile.ReplaceAsync(path, ImageGenJson.Write(value), CancellationToken.None, data?.Taken);
                _hasFailed = false;
            }
            catch (Exception e) when (StorageFault.Is(e))
            {
                GiveBack(value);
                if (!_hasFailed)
                {
                    LogNotWritten(logger, StorageFault.Writing(path, e).Message);
                }

                _hasFailed = true;
                return;
            }
        }
    }

    private T? Take()
    {
        lock (_gate)
        {
            var value = _pending;
            _pending = null;
            _isWriting = value is not null;
            return value;
        }
    }

    private void GiveBack(T value)
    {
        lock (_gate)
        {
            _pending ??= value;
            _isWriting = false;
        }
    }

    [LoggerMessage(3010, LogLevel.Warning, "{Path} cannot be read: {Why} It was put aside as {Aside}; the program continues without it.")]
    private static partial void LogSetAside(ILogger logger, string path, string why, string aside);

    [LoggerMessage(3011, LogLevel.Warning, "{Message}")]
    private static partial void LogNotWritten(ILogger logger, string message);
}
