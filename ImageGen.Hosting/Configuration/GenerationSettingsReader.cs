using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Scheduling;

namespace ImageGen.Hosting.Configuration;

/// <summary>Reads what every host can be told, and notes everything that is wrong with it.</summary>
internal static class GenerationSettingsReader
{
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);
    public static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <param name="settings">Where the settings are; faults are noted there.</param>
    /// <param name="defaults">What holds where nothing is set.</param>
    /// <param name="today">Models retire.</param>
    /// <returns>The settings, and sentences that a person should know though nothing is wrong.</returns>
    public static (T Settings, ImmutableArray<string> Notes) Read<T>(SettingsReader settings, T defaults, DateOnly today)
        where T : GenerationSettings
    {
        var timeout = settings.Duration($"{GeminiOptions.Section}:Timeout", Millisecond, Day);
        var models = ModelSettings.Read(settings, timeout) ?? defaults.Models;

        // A reservation whose attempt still may end must not count as lost.
        var limits = Limits(settings, defaults.Limits) with { Lease = models.LongestAttempt };
        var (keys, notes) = KeySettings.Read(settings, limits);
        var read = defaults with { Gemini = Gemini(settings, defaults.Gemini, timeout, models, today), Models = models, Limits = limits, Keys = keys };
        read = read with
        {
            ImageFormat = settings.Choice($"{GenerationSettings.Root}:Images:Format", defaults.ImageFormat),
            MaxBytesInFlight = settings.Bytes($"{GenerationSettings.Root}:Limits:MaxBytesInFlight", 1_000_000) ?? defaults.MaxBytesInFlight,
        };
        return (read, notes);
    }

    private static GeminiOptions Gemini(SettingsReader settings, GeminiOptions defaults, TimeSpan? timeout, ModelCatalogue models, DateOnly today)
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

    private static KeyPoolOptions Limits(SettingsReader settings, KeyPoolOptions defaults)
    {
        const string path = $"{GenerationSettings.Root}:Limits";
        return defaults with
        {
            Requests = settings.Whole($"{path}:Requests", 1, 100_000) ?? defaults.Requests,
            Window = settings.Duration($"{path}:Window", Millisecond, Day) ?? defaults.Window,
            Margin = settings.Duration($"{path}:Margin", TimeSpan.Zero, Day) ?? defaults.Margin,
            SpendUsd = settings.Money($"{path}:Spend"),
            SpendWindow = settings.Duration($"{path}:SpendWindow", Millisecond, Day) ?? defaults.SpendWindow,
            RequestsPerDay = settings.Whole($"{path}:RequestsPerDay", 1, 10_000_000),
            MaxInFlight = settings.Whole($"{path}:MaxInFlight", 1, 10_000),
            MaxInFlightInAll = settings.Whole($"{path}:MaxInFlightPerStyle", 1, 10_000) ?? defaults.MaxInFlightInAll,
        };
    }
}
