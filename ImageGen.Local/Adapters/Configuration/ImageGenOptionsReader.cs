using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Http;

namespace ImageGen.Local.Adapters.Configuration;

/// <summary>Makes <see cref="ImageGenOptions"/> of a configuration and names everything that is wrong with it.</summary>
internal static class ImageGenOptionsReader
{
    public const string Root = "ImageGen";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <param name="configuration">Where the settings are.</param>
    /// <param name="today">Models retire.</param>
    public static ImageGenOptionsResult Read(IConfiguration configuration, DateOnly today)
    {
        var settings = new SettingsReader(configuration, Root);
        var defaults = new ImageGenOptions();
        var limits = Limits(settings, defaults.Limits);
        var models = ModelSettings.Read(settings) ?? defaults.Models;
        var (keys, notes) = KeySettings.Read(settings, limits);
        var options = defaults with
        {
            Data = settings.Text($"{Root}:Data") ?? defaults.Data,
            OnStart = settings.Choice($"{Root}:OnStart", defaults.OnStart),
            Gemini = Gemini(settings, defaults.Gemini, models, today),
            Models = models,
            Limits = limits,
            Keys = keys,
            Http = Http(settings, defaults.Http),
        };
        settings.RefuseUnknown();
        return new ImageGenOptionsResult(options, [.. settings.Faults], notes);
    }

    private static GeminiOptions Gemini(SettingsReader settings, GeminiOptions defaults, ModelCatalogue models, DateOnly today)
    {
        const string path = GeminiOptions.Section;
        var gemini = new GeminiOptions
        {
            BaseUrl = settings.Text($"{path}:BaseUrl") ?? defaults.BaseUrl,
            Model = settings.Text($"{path}:Model") ?? defaults.Model,
            AspectRatio = settings.Text($"{path}:AspectRatio"),
            ImageSize = settings.Text($"{path}:ImageSize"),
            Timeout = settings.Duration($"{path}:Timeout", Millisecond, Day) ?? defaults.Timeout,
            MaxAnswerBytes = settings.Whole($"{path}:MaxAnswerBytes", 1, int.MaxValue) ?? defaults.MaxAnswerBytes,
        };
        foreach (var fault in gemini.Validate(models, today))
        {
            settings.Add(fault.Path, fault.Problem, fault.Remedy);
        }

        return gemini;
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
            CorsOrigins = [.. settings.Text($"{path}:CorsOrigins")?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [], .. origins],
            MaxActiveRuns = settings.Whole($"{path}:MaxActiveRuns", 1, 100_000) ?? defaults.MaxActiveRuns,
        };
    }

    private static KeyPoolOptions Limits(SettingsReader settings, KeyPoolOptions defaults)
    {
        const string path = $"{Root}:Limits";
        return defaults with
        {
            Requests = settings.Whole($"{path}:Requests", 1, 100_000) ?? defaults.Requests,
            Window = settings.Duration($"{path}:Window", Millisecond, Day) ?? defaults.Window,
            Margin = settings.Duration($"{path}:Margin", TimeSpan.Zero, Day),
            SpendUsd = settings.Money($"{path}:Spend"),
            SpendWindow = settings.Duration($"{path}:SpendWindow", Millisecond, Day) ?? defaults.SpendWindow,
            RequestsPerDay = settings.Whole($"{path}:RequestsPerDay", 1, 10_000_000),
            MaxInFlight = settings.Whole($"{path}:MaxInFlight", 1, 10_000),
        };
    }
}

/// <summary>The settings, everything that is wrong with them, and what a person should know though it is not wrong.</summary>
/// <param name="Options">Usable only without faults.</param>
/// <param name="Faults">Each with the full name of its setting.</param>
/// <param name="Notes">Sentences.</param>
internal sealed record ImageGenOptionsResult(ImageGenOptions Options, ImmutableArray<Fault> Faults, ImmutableArray<string> Notes);
