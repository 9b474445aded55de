namespace ImageGen.Local.Storage.Runs;

/// <summary>The keys of starts, a file each in <c>.imagegen/starts</c>. Only the process that owns the data folder uses them.</summary>
internal sealed class FileStartKeys(DataFolder data, TimeProvider time) : IStartKeys, IDisposable
{
    private readonly SemaphoreSlim _oneByOne = new(1);
    private DateTimeOffset _nextSweep;

    private string Folder => Path.Combine(data.Control, "starts");

    public Task<StartRecord?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        try
        {
            return Task.FromResult(File.Exists(path) ? ImageGenJson.Read<StartRecord>(File.ReadAllBytes(path)) : null);
        }
        catch (JsonException)
        {
            // Files are written whole: another program changed this one, and the key's run is not known any more.
            return Task.FromResult<StartRecord?>(null);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(path, e);
        }
    }

    public async Task<bool> TryWriteAsync(StartRecord record, StartRecord? replaces, CancellationToken cancellationToken)
    {
        var path = PathOf(record.Key);
        await _oneByOne.WaitAsync(cancellationToken);
        try
        {
            if (await FindAsync(record.Key, cancellationToken) != replaces)
            {
                return false;
            }

            data.RequireThere();
            Sweep();
            await TempFile.ReplaceAsync(path, ImageGenJson.Write(record), CancellationToken.None, data.Taken);
            return true;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    public void Dispose() => _oneByOne.Dispose();

    /// <summary>The key is a hash, and so safe as a name.</summary>
    private string PathOf(string key) => Path.Combine(Folder, $"{key}.json");

    /// <summary>Deletes what is older than a key lives, once an hour.</summary>
    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep || !Directory.Exists(Folder))
        {
            return;
        }

        _nextSweep = now.AddHours(1);
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Where(
            f => now - File.GetLastWriteTimeUtc(f) > StartRecord.Lifetime + TimeSpan.FromHours(1)))
        {
            File.Delete(file);
        }
    }
}
