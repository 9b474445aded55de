namespace ImageGen.Local.Cli.Views;

/// <summary>
/// Writes commands that a person can copy: how this program is called, and with the data folder where it is not the usual one.
/// </summary>
internal sealed class Suggest(string? data)
{
    public static readonly string Program = IsBuildFolder(AppContext.BaseDirectory) ? "dotnet run --project ImageGen.Local --" : "imagegen";

    public string Command(string verb, string runId, string? more = null)
    {
        var folder = data is null ? null : $"--data {(data.Contains(' ', StringComparison.Ordinal) ? $"\"{data}\"" : data)}";
        return string.Join(' ', ((string?[])[Program, verb, runId, more, folder]).OfType<string>());
    }

    /// <summary>True for a program that runs where it was built, as with <c>dotnet run</c>.</summary>
    private static bool IsBuildFolder(string folder)
    {
        var parts = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return Array.LastIndexOf(parts, "bin") is var bin and >= 0 && parts.ElementAtOrDefault(bin + 1) is "Debug" or "Release";
    }
}
