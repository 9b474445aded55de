namespace ImageGen.Local.Storage.Runs;

/// <summary>The folders of runs, and the headers of their documents.</summary>
/// <param name="data">Where they are.</param>
/// <param name="isOwner">Whether this process may put aside what is damaged.</param>
/// <param name="logger">Tells of what cannot be read.</param>
internal sealed partial class RunFolders(DataFolder data, bool isOwner, ILogger logger)
{
    /// <summary>The highest number of a run of the project; 0: there is none.</summary>
    public int LastNumber(ProjectName project) =>
        All(project).Max(folder => RunIds.TryParse(Path.GetFileName(folder), out _, out var number) ? number : (int?)null) ?? 0;

    /// <summary>The folders of runs; <paramref name="project"/> null: of every project.</summary>
    public IEnumerable<string> All(ProjectName? project) => !Directory.Exists(data.Runs)
        ? []
        : Directory.EnumerateDirectories(data.Runs)
            .Where(folder => Path.GetFileName(folder) is var id
                && Find(id) is not null
                && (project is null || (RunIds.TryParse(id, out var name, out _) && name == project)));

    /// <summary>Null for whatever is not the id of a run, such as <c>..</c> or the name of one that was put aside.</summary>
    public string? Find(string runId) =>
        runId.Length is > 0 and <= 200
        && char.IsAsciiLetterOrDigit(runId[0])
        && runId.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && !runId.Contains("..", StringComparison.Ordinal)
        && !Corrupt.IsMarked(runId)
            ? Path.Combine(data.Runs, runId)
            : null;

    /// <summary>
    /// The folder, or on a case-sensitive disk the one that differs only in case: earlier releases kept the case of ids.
    /// </summary>
    public string InAnyCase(string folder) => Directory.Exists(folder) || !Directory.Exists(data.Runs)
        ? folder
        : Directory.EnumerateDirectories(
            data.Runs, Path.GetFileName(folder), DataFolder.AnyCase).Order(StringComparer.Ordinal).FirstOrDefault(folder);

    /// <summary>What a list shows of the run; null: it cannot be read, which is logged, or is not there.</summary>
    public RunHeader? TryReadHeader(string folder)
    {
        try
        {
            return TryRead(folder, RunFile.ReadHeader);
        }
        catch (Exception e) when (StorageFault.Is(e) || e is UserException)
        {
            LogUnreadable(logger, folder, e.Message);
            return null;
        }
    }

    /// <summary>Why the run cannot be read; null: it can, or is not there.</summary>
    public UnreadableRun? TryReadProblem(string folder)
    {
        var id = Path.GetFileName(folder);
        var project = RunIds.TryParse(id, out var name, out _) ? name.Value : id;
        try
        {
            TryRead(folder, RunFile.ReadHeader);
            return null;
        }
        catch (UserException e)
        {
            return new UnreadableRun(id, project, e.Message, e.Unreadable?.Version);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            return new UnreadableRun(id, project, StorageFault.Reading(folder, e).Message);
        }
    }

    /// <summary>The header of its document; null: it is not there, or was damaged and is put aside.</summary>
    /// <exception cref="UserException">It is of a newer version.</exception>
    public T? TryRead<T>(string folder, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(Path.Combine(folder, RunFile.Name));
        }
        catch (IOException e) when (IsGone(e))
        {
            // It was deleted, perhaps just now.
        }
        catch (RunFileException e) when (e.NewerVersion is { } version)
        {
            throw new UserException(
                $"The run {Path.GetFileName(folder)} cannot be read: {e.Message}. {RunEvents.Remedy}", e)
            { Unreadable = new UnreadableData(version) };
        }
        catch (RunFileException e) when (!isOwner)
        {
            LogUnreadable(logger, folder, e.Message);
        }
        catch (RunFileException e)
        {
            LogSetAside(logger, folder, e.Message, Corrupt.SetAside(folder));
        }

        return null;
    }

    /// <summary>True when a file is not there, or is not there any more.</summary>
    public static bool IsGone(Exception? why) => why is FileNotFoundException or DirectoryNotFoundException;

    [LoggerMessage(3002, LogLevel.Warning, "The run in {Folder} cannot be read: {Why}. It is left out; its images are untouched.")]
    private static partial void LogUnreadable(ILogger logger, string folder, string why);

    [LoggerMessage(3003, LogLevel.Warning, "The run in {Folder} cannot be read: {Why}. It was put aside as {Aside}; its images are "
        + "untouched, and 'generate' continues with what is missing.")]
    private static partial void LogSetAside(ILogger logger, string folder, string why, string aside);
}
