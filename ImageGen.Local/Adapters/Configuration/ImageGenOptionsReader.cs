using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Local.Adapters.Configuration;

/// <summary>Makes <see cref="ImageGenOptions"/> of a configuration and names everything that is wrong with it.</summary>
internal static class ImageGenOptionsReader
{
    public const string Root = "ImageGen";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly string[] Sizes = ["512", "1K", "2K", "4K"];

    public static ImageGenOptionsResult Read(IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration, Root);
        var defaults = new ImageGenOptions();
        var limits = Limits(settings, defaults.Limits);
        var (keys, notes) = KeySettings.Read(settings, limits);
        var options = defaults with
        {
            Data = settings.Text($"{Root}:Data") ?? defaults.Data,
            OnStart = settings.Choice($"{Root}:OnStart", defaults.OnStart),
            Gemini = Gemini(settings, defaults.Gemini),
            Limits = limits,
            Keys = keys,
        };
        settings.RefuseUnknown();
        return new ImageGenOptionsResult(options, [.. settings.Faults], notes);
    }

    private static GeminiSettings Gemini(SettingsReader settings, GeminiSettings defaults)
    {
        const string path = $"{Root}:Gemini";
        return new GeminiSettings
        {
            BaseUrl = settings.Parse($"{path}:BaseUrl", defaults.BaseUrl, Url, "Write an http or https address, such as http://localhost:5070/"),
            Model = settings.Parse($"{path}:Model", defaults.Model, text => (text.All(IsModelCharacter), text), "Write a model's id, such as gemini-3.1-flash-image"),
            AspectRatio = settings.Parse($"{path}:AspectRatio", null, text => (IsRatio(text), (string?)text), "Write a ratio such as 16:9, 4:3 or 1:1"),
            ImageSize = settings.Parse($"{path}:ImageSize", null, text => (Sizes.Contains(text), (string?)text), "Write 512, 1K, 2K or 4K"),
            Timeout = settings.Duration($"{path}:Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.Timeout,
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

    private static (bool Ok, Uri Value) Url(string text) =>
        (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0, url!);

    private static bool IsModelCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';

    private static bool IsRatio(string text) =>
        text.Split(':') is [var width, var height] && width.Length is > 0 and < 4 && height.Length is > 0 and < 4
        && width.All(char.IsAsciiDigit) && height.All(char.IsAsciiDigit);
}

/// <summary>The settings, everything that is wrong with them, and what a person should know though it is not wrong.</summary>
/// <param name="Options">Usable only without faults.</param>
/// <param name="Faults">Each with the full name of its setting.</param>
/// <param name="Notes">Sentences.</param>
internal sealed record ImageGenOptionsResult(ImageGenOptions Options, ImmutableArray<Fault> Faults, ImmutableArray<string> Notes);
