using ImageGen.Local.Storage;

namespace ImageGen.Local.Cli;

/// <summary>What the arguments of <c>cast</c> name, and the words where they name nothing.</summary>
internal static class CastArguments
{
    public static ReferenceId IdOf(string text) => ReferenceId.TryParse(text, out var id)
        ? id
        : throw new UserException(
            $"'{text}' is no reference's id. Write a name such as hare or old-mill: letters (a to z), digits, hyphens and underscores, at "
                + $"most {ReferenceId.MaxLength}.");

    public static UserException NoName(string path) =>
        new($"No project's name can be made of '{path}'. Name a project such as tortoise-and-hare with --project.");

    public static UserException Faulty(IEnumerable<Fault> faults) =>
        new(string.Join(
            Environment.NewLine,
            faults.Select(f => $"{f.Path.TrimStart('$').TrimStart('.')}: {f.Problem} {f.Remedy}".TrimStart(':', ' '))));

    /// <summary>The project that is named; else the only one of the data folder.</summary>
    public static string ProjectOf(string? name, DataFolder data)
    {
        if (name is { } named)
        {
            return named;
        }

        if (data.Only is { } only)
        {
            return only.Value;
        }

        string[] folders = Directory.Exists(data.Root)
            ? [.. Directory.EnumerateDirectories(data.Root)
                .Select(folder => System.IO.Path.GetFileName(folder))
                .Where(name => ProjectName.TryParse(name, out _) && !name.EndsWith(".cast", StringComparison.OrdinalIgnoreCase))]
            : [];
        return folders.Length == 1
            ? folders[0]
            : throw new UserException(
                $"{data.Root} has {folders.Length.ToString(CultureInfo.InvariantCulture)} projects. Name one with --project.");
    }
}
