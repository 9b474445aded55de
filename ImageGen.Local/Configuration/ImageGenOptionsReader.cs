using ImageGen.Hosting.Configuration;
using ImageGen.Imaging;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Local.Configuration;

/// <summary>Makes <see cref="ImageGenOptions"/> of a configuration and names everything that is wrong with it.</summary>
internal static class ImageGenOptionsReader
{
    public const string Root = GenerationSettings.Root;

    /// <param name="configuration">Where the settings are.</param>
    /// <param name="today">Models retire.</param>
    /// <param name="folder">What relative paths of style references are relative to; null: the current folder.</param>
    public static ImageGenOptionsResult Read(IConfiguration configuration, DateOnly today, string? folder = null)
    {
        var settings = new SettingsReader(configuration, Root);
        var (shared, notes) = GenerationSettingsReader.Read(settings, new ImageGenOptions(), today, StyleReference);
        var options = shared with
        {
            Data = settings.Text($"{Root}:Data") ?? shared.Data,
            OnStart = settings.Choice($"{Root}:OnStart", shared.OnStart),
            CrashLimit = settings.Whole($"{Root}:CrashLimit", 1, 1_000) ?? shared.CrashLimit,
            Http = Http(settings, shared.Http),
            ProjectRoots = ProjectRoots(settings),
        };
        settings.RefuseUnknown();
        return new ImageGenOptionsResult(options, [.. settings.Faults], notes);

        string? StyleReference(string text)
        {
            var path = text.Contains((char)0, StringComparison.Ordinal)
                ? null
                : Path.GetFullPath(text, folder ?? Environment.CurrentDirectory);
            return path is not null && StyleReferenceFile.CanServe(path, new VipsImageCodec()) ? path : null;
        }
    }

    /// <summary>As a list, or as one text with <c>;</c> between.</summary>
    private static ImmutableArray<string> ProjectRoots(SettingsReader settings)
    {
        const string path = $"{Root}:Projects:Roots";
        var roots = ImmutableArray.CreateBuilder<string>();
        IEnumerable<(string Path, string? Text)> written =
            [.. settings.Children(path).Select(child => (child.Path, settings.Text(child.Path))), .. settings.Text(path)?.Split(
                ';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => (path, (string?)text)) ?? []];
        foreach (var (setting, text) in written)
        {
            if (text is null || text.Contains(
                (char)0, StringComparison.Ordinal) || !Path.IsPathFullyQualified(text) || !Directory.Exists(text))
            {
                settings.Add(
                    setting,
                    "This is no folder that is there, named from the root of its disk.",
                    "Write an absolute folder such as /home/me/Videos");
                continue;
            }

            roots.Add(Path.TrimEndingDirectorySeparator(Path.GetFullPath(text)));
        }

        return roots.ToImmutable();
    }

    /// <summary>The HTTP API reads its own section; here it is only known, and its numbers are numbers.</summary>
    private static HttpOptions Http(SettingsReader settings, HttpOptions defaults)
    {
        const string path = HttpOptions.Section;
        var origins = settings.Children($"{path}:CorsOrigins").Select(child => settings.Text(child.Path)).OfType<string>().ToList();
        return defaults with
        {
            Urls = settings.Text($"{path}:Urls") ?? defaults.Urls,
            ApiKey = settings.Text($"{path}:ApiKey"),
            CorsOrigins = [.. settings.Text($"{path}:CorsOrigins")?.Split(
                [',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [], .. origins],
            MaxActiveRuns = settings.Whole($"{path}:MaxActiveRuns", 1, 100_000) ?? defaults.MaxActiveRuns,
        };
    }
}

/// <summary>The settings, everything that is wrong with them, and what a person should know though it is not wrong.</summary>
/// <param name="Options">Usable only without faults.</param>
/// <param name="Faults">Each with the full name of its setting.</param>
/// <param name="Notes">Sentences.</param>
internal sealed record ImageGenOptionsResult(ImageGenOptions Options, ImmutableArray<Fault> Faults, ImmutableArray<string> Notes);
