using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Configuration;

/// <summary>How many calls at once the Functions host takes, read where it reads that itself.</summary>
internal static class ActivitySlots
{
    private const string Setting = "extensions:durableTask:maxConcurrentActivityFunctions";
    private const string InAppSettings = "AzureFunctionsJobHost:" + Setting;

    // Ten is the least that the Durable extension takes where nothing is set.
    private const int WhereNothingIsSet = 10;

    // Plans of a style and reads of the log go through the same slots.
    private const int ForOtherActivities = 2;

    /// <summary>
    /// The calls that one worker takes at once, divided among the styles: what is granted beyond them waits in the work queue until its
    /// reservation runs out.
    /// </summary>
    /// <param name="app">Application settings, which outrank <c>host.json</c>.</param>
    /// <param name="hostJson"><c>host.json</c>, as it is.</param>
    public static int PerStyle(IConfiguration app, IConfiguration hostJson) =>
        Math.Max(1, (SlotsOf(app[InAppSettings] ?? hostJson[Setting]) - ForOtherActivities) / ImageStyles.All.Count);

    /// <summary><c>host.json</c> of the folder where the app is.</summary>
    public static IConfiguration HostJson(string folder) =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(folder, "host.json"), optional: true).Build();

    private static int SlotsOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var slots) ? slots : WhereNothingIsSet;
}
