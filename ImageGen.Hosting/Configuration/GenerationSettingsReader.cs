using ImageGen.Core.Api.Exports;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;
using ImageGen.Export;

namespace ImageGen.Hosting.Configuration;

/// <summary>Reads the settings of every host, and collects every fault.</summary>
internal static class GenerationSettingsReader
{
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);
    public static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <param name="settings">Where the settings are; faults are noted there.</param>
    /// <param name="defaults">What holds where nothing is set.</param>
    /// <param name="today">Models retire.</param>
    /// <param name="styleReference">Reads what is set as a style reference; null (and a fault) when it cannot serve.</param>
    /// <returns>The settings, and sentences that a person should know though nothing is wrong.</returns>
    public static (T Settings, ImmutableArray<string> Notes) Read<T>(
        SettingsReader settings, T defaults, DateOnly today, Func<string, string?> styleReference)
        where T : GenerationSettings
    {
        var timeout = settings.Duration($"{GeminiOptions.Section}:Timeout", Millisecond, Day);
        var models = ModelSettings.Read(settings, timeout) ?? defaults.Models;

        // A reservation whose attempt still may end must not count as lost.
        var limits = Limits(settings, defaults.Limits) with { Lease = models.LongestAttempt };
        var (keys, notes) = KeySettings.Read(settings, limits);
        var read = defaults with
        {
            Gemini = Gemini(
            settings, defaults.Gemini, timeout, models, today),
            Models = models,
            Limits = limits,
            Keys = keys
        };
        return (
            read with
            {
                ImageFormat = settings.Choice($"{GenerationSettings.Root}:Images:Format", defaults.ImageFormat),
                MaxBytesInFlight = settings.Bytes($"{GenerationSettings.Root}:Limits:MaxBytesInFlight", 1_000_000)
                    ?? defaults.MaxBytesInFlight,
                KeepRunsFor = settings.Duration($"{GenerationSettings.Root}:Runs:KeepFor", Day, 3653 * Day) ?? defaults.KeepRunsFor,
                StyleReferences = StyleReferences(settings, styleReference),
                StoryboardApp = settings.Flag($"{GenerationSettings.Root}:Compatibility:StoryboardApp") ?? defaults.StoryboardApp,
                Export = new ExportTools
                {
                    Fonts = settings.Text($"{ExportTools.Section}:Fonts"),
                    Ffmpeg = settings.Text(
                    $"{ExportTools.Section}:Ffmpeg")
                },
            },
            notes);
    }

    private static ImmutableDictionary<ImageStyle, string> StyleReferences(SettingsReader settings, Func<string, string?> read)
    {
        const string setting = "StyleReference";
        var forAll = Of($"{GenerationSettings.Root}:{setting}");
        return ImageStyles.All
            .Select(style => (Style: style, File: Of($"{GenerationSettings.Root}:Styles:{style.Name()}:{setting}") ?? forAll))
            .Where(reference => reference.File is not null)
            .ToImmutableDictionary(reference => reference.Style, reference => reference.File!);

        string? Of(string path)
        {
            var file = settings.Text(path) is { } text ? read(text) : null;
            if (file is null && settings.Text(path) is not null)
            {
                settings.Add(
                    path, "What is set here cannot serve as a style reference.", "Name a whole PNG, JPEG or WebP image that exists");
            }

            return file;
        }
    }

    private static GeminiOptions Gemini(
        SettingsReader settings, GeminiOptions defaults, TimeSpan? timeout, ModelCatalogue models, DateOnly today)
    {
        const string path = GeminiOptions.Section;
        var gemini = new GeminiOptions
        {
            BaseUrl = settings.Text($"{path}:BaseUrl") ?? defaults.BaseUrl,
            Model = settings.Text($"{path}:Model") ?? defaults.Model,
            AspectRatio = settings.Text($"{path}:AspectRatio"),
            ImageSize = settings.Text($"{path}:ImageSize"),
            Timeout = timeout,
            MaxAnswerBytes = settings.Whole($"{path}:MaxAnswerBytes", 1, int.MaxValue) ?? defaults.MaxAnswerBytes,
        };
        foreach (var fault in gemini.Validate(models, today))
        {
            settings.Add(fault.Path, fault.Problem, fault.Remedy);
        }

        return gemini;
    }

    // Ordinary limits never reach it; one that is configured far too high costs so many attempts before the pool knows better.
    private const int InFlightAtFirst = 100;

    private static KeyPoolOptions Limits(SettingsReader settings, KeyPoolOptions defaults)
    {
        const string path = $"{GenerationSettings.Root}:Limits";
        var perStyle = settings.Whole($"{path}:MaxInFlightPerStyle", 1, 10_000);
        return defaults with
        {
            Requests = settings.Whole($"{path}:Requests", 1, 100_000) ?? defaults.Requests,
            Window = settings.Duration($"{path}:Window", Millisecond, Day) ?? defaults.Window,
            Margin = settings.Duration($"{path}:Margin", TimeSpan.Zero, Day) ?? defaults.Margin,
            SpendUsd = settings.Money($"{path}:Spend"),
            SpendWindow = settings.Duration($"{path}:SpendWindow", Millisecond, Day) ?? defaults.SpendWindow,
            RequestsPerDay = settings.Whole($"{path}:RequestsPerDay", 1, 10_000_000),
            MaxInFlight = settings.Whole($"{path}:MaxInFlight", 1, 10_000),
            MaxInFlightInAll = perStyle ?? defaults.MaxInFlightInAll,
            InFlightAtFirst = perStyle is null ? InFlightAtFirst : null,
        };
    }
}
