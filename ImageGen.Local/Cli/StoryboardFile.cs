using ImageGen.Core.Api.Requests;

namespace ImageGen.Local.Cli;

/// <summary>Reads the storyboard that a person named, and reports every fault.</summary>
internal static class StoryboardFile
{
    /// <exception cref="UserException">It is not there, cannot be read, or has faults; all of them are in the message.</exception>
    public static StoryboardReadResult.Accepted Read(
        string path, string currentFolder, StoryboardIntake intake, IReadOnlyCollection<ImageStyle> styles)
    {
        var bytes = ReadBytes(path, currentFolder, intake.MaxBytes);
        return Accept(intake.Read(bytes, HintsOf(path, currentFolder, styles)), path);
    }

    /// <summary>What was read.</summary>
    /// <exception cref="UserException">It has faults; all of them are in the message.</exception>
    public static StoryboardReadResult.Accepted Accept(StoryboardReadResult result, string path) => result switch
    {
        StoryboardReadResult.Accepted accepted => accepted,
        StoryboardReadResult.Refused refused => throw Faulty(refused.Faults, path),
        var other => throw new InvalidOperationException($"Not a result: {other}."),
    };

    /// <summary>All faults in one message.</summary>
    public static UserException Faulty(IEnumerable<Fault> faults, string path) => new(
        string.Join(Environment.NewLine, faults.Select(f => $"{path}:{f.Path}: {f.Problem.TrimEnd('.')} — {f.Remedy}")));

    /// <summary>
    /// For files that name neither project nor style: those of the folder and of the file's name, or what a person named.
    /// </summary>
    private static StoryboardHints HintsOf(string path, string currentFolder, IReadOnlyCollection<ImageStyle> styles) =>
        new StoryboardHints(
            ProjectOf(path, currentFolder),
            styles.Count > 0 ? [.. styles] : StoryboardHints.StylesOf(Path.GetFileName(path)),
            Path.GetFileName(path));

    /// <summary>The project of a file that names none: the folder of <c>prompts-{style}.json</c>, else the file's own name.</summary>
    public static string ProjectOf(string path, string currentFolder)
    {
        var full = Path.GetFullPath(path, currentFolder);
        var folder = Path.GetDirectoryName(full)!;
        return Path.GetFileName(folder) is "prompts" ? Path.GetDirectoryName(folder)!
            : StoryboardHints.StylesOf(Path.GetFileName(full)).IsEmpty ? Path.GetFileNameWithoutExtension(full)
            : folder;
    }

    /// <summary>Only the styles that a person named.</summary>
    /// <exception cref="UserException">The storyboard lacks one of them.</exception>
    public static Storyboard Only(this Storyboard storyboard, IReadOnlyCollection<ImageStyle> styles, string path)
    {
        var there = storyboard.Styles.Select(s => s.Style).ToList();
        return styles.Except(there).Select(s => s.Name()).ToList() is { Count: > 0 } missing
            ? throw new UserException($"{path} has no beats in {string.Join(", ", missing)}. Its styles are "
                + $"{string.Join(", ", there.Select(s => s.Name()))} (--styles).")
            : storyboard with { Styles = [.. storyboard.Styles.Where(s => styles.Contains(s.Style))] };
    }

    /// <summary>
    /// The file's bytes; of one that is larger than a storyboard may be, or that has no end, just so many that it is seen.
    /// </summary>
    private static ReadOnlyMemory<byte> ReadBytes(string path, string currentFolder, int maxBytes)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new UserException("The storyboard's name holds a character that no file name has.");
        }

        var full = Path.GetFullPath(path, currentFolder);
        try
        {
            using var file = File.OpenRead(full);
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            while (bytes.WrittenCount <= maxBytes && file.Read(bytes.GetSpan(64 * 1024)) is var count and > 0)
            {
                bytes.Advance(count);
            }

            return bytes.WrittenMemory;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"{path} is not there. Name a storyboard, such as samples/tortoise-and-hare.json.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new UserException(
                Directory.Exists(full)
                    ? $"{path} is a folder without prompts. Save prompts/prompts-{{style}}.json there, or name the storyboard's JSON file."
                    : $"{path} cannot be read ({e.Message}).",
                e);
        }
    }
}
