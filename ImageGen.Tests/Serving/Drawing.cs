using ImageGen.Simulator;
using ImageGen.Simulator.Requests;
using ImageGen.Tests.Local;

namespace ImageGen.Tests.Serving;

/// <summary>
/// The stand-in of Gemini that listens, and the settings of a host that generates with it: two keys for each style, no limit that is felt.
/// </summary>
internal sealed class Drawing : IAsyncDisposable
{
    private const int KeysPerStyle = 2;

    private Drawing(GeminiSimulator gemini, Tap tap) => (Gemini, Tap) = (gemini, tap);

    public GeminiSimulator Gemini { get; }

    /// <summary>What holds its calls.</summary>
    public Tap Tap { get; }

    /// <summary>Starts it for one storyboard, whose prompts tell it which beat a call is for.</summary>
    public static async Task<Drawing> StartAsync(string storyboard, ImageMode images = ImageMode.Tiny)
    {
        var tap = new Tap();
        var gemini = await GeminiSimulator.StartAsync(
            new SimulatorOptions
            {
                Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(1)),
                Describe = SceneLabels.FromStoryboard(storyboard).Find,
                Images = images,
                VariesTakes = true,
            },
            tap);
        return new Drawing(gemini, tap);
    }

    /// <summary>Writes the settings where <c>imagegen</c> in that folder finds them.</summary>
    public void WriteSettings(TempFolder folder, JsonObject? http = null, IReadOnlyList<string>? roots = null, int? inFlight = null)
    {
        var styles = new JsonObject();
        foreach (var style in ImageStyles.All.Select(s => s.Name()))
        {
            var keys = Enumerable.Range(1, KeysPerStyle)
                .Select(n => new JsonObject { ["Value"] = $"test-key-{style}-{n}", ["Project"] = $"{style}-{n}" });
            styles[style] = new JsonObject { ["Keys"] = new JsonArray([.. keys]) };
        }

        folder.Write("appsettings.json", $$"""
            {
              "ImageGen": {
                "Gemini": { "BaseUrl": "{{Gemini.BaseUrl}}" },
                "Limits": { "Requests": 1000, "Window": "00:00:01"{{(inFlight is { } n ? $", \"MaxInFlightPerStyle\": {n}" : "")}} },
                "Styles": {{styles.ToJsonString()}},
                "Projects": { "Roots": {{new JsonArray([.. (roots ?? []).Select(r => (JsonNode)r)]).ToJsonString()}} },
                "Http": {{(http ?? []).ToJsonString()}}
              }
            }
            """);
    }

    public ValueTask DisposeAsync()
    {
        Tap.Open();
        return Gemini.DisposeAsync();
    }
}
