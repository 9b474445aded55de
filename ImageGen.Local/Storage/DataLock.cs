namespace ImageGen.Local.Storage;

/// <summary>
/// Says that this process works on a data folder: an operating system's lock on <c>engine.lock</c>, which dies with the process, whatever
/// ends it. Who has it is in <c>engine.json</c> beside it, for a locked file cannot be read everywhere.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _about;
    private readonly DataOwner _me;

    private DataLock(FileStream file, string about, DataOwner me)
    {
        _lock = file;
        _about = about;
        _me = me;
        Write(me);
    }

    /// <exception cref="UserException">Another process has it (the message names it), or the folder cannot be written.</exception>
    public static DataLock Acquire(DataFolder data, DataOwner me)
    {
        var path = Path.Combine(data.Control, "engine.lock");
        try
        {
            TempFile.CreateFolder(data.Control);
            if (FileLock.TryTake(path) is not { } file)
            {
                throw new UserException(Refusal(data, OwnerOf(data)));
            }

            return new DataLock(file, AboutPath(data), me);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
    }

    /// <summary>Who works on a data folder; null when no one does (or it is not known).</summary>
    public static DataOwner? OwnerOf(DataFolder data)
    {
        try
        {
            var path = Path.Combine(data.Control, "engine.lock");
            if (File.Exists(path))
            {
                using var probe = FileLock.TryTake(path);
                return probe is null ? ImageGenJson.Read<DataOwner>(File.ReadAllBytes(AboutPath(data))) : null;
            }
        }
        catch (Exception e) when (StorageFault.Is(e) || e is JsonException)
        {
            // It begins or ends at this very moment.
        }

        return null;
    }

    /// <summary>Adds where this process answers.</summary>
    public void Announce(Uri url) => Write(_me with { Url = url });

    public void Dispose()
    {
        try
        {
            File.Delete(_about);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            // Without the lock it counts for nothing.
        }

        _lock.Dispose();
    }

    private void Write(DataOwner me) => File.WriteAllBytes(_about, ImageGenJson.Write(me));

    private static string AboutPath(DataFolder data) => Path.Combine(data.Control, "engine.json");

    private static string Refusal(DataFolder data, DataOwner? owner) => owner is null
        ? $"Another process works on {data.Root} already. Wait until it has ended, or choose another folder."
        : $"{data.Root} is in use by {owner}. Wait until it has ended, stop it, or choose another folder.";
}

/// <summary>The process that works on a data folder.</summary>
/// <param name="ProcessId">Its id.</param>
/// <param name="Machine">Where it runs.</param>
/// <param name="Since">Since when.</param>
/// <param name="What">The command, such as <c>generate</c> or <c>serve</c>.</param>
/// <param name="Url">Where it answers; null when it does not.</param>
internal sealed record DataOwner(int ProcessId, string Machine, DateTimeOffset Since, string What, Uri? Url)
{
    public static DataOwner ThisProcess(string what, TimeProvider time) =>
        new(Environment.ProcessId, Environment.MachineName, time.GetUtcNow(), what, Url: null);

    public override string ToString() =>
        $"process {ProcessId} on {Machine} ('{What}'{(Url is null ? "" : $" at {Url}")}, "
            + $"since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC)";
}
