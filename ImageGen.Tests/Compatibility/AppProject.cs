using ImageGen.Tests.Local;

namespace ImageGen.Tests.Compatibility;

/// <summary>A project as the storyboard app keeps it: a folder named after the video's title, beats spelled "Beat 1".</summary>
internal sealed class AppProject
{
    public const int BeatsPerStyle = 30;

    public AppProject(TempFolder folder, string title = "My Awesome Video", int beats = BeatsPerStyle)
    {
        Folder = folder[$"Videos/{title}"];
        Beats = [.. Enumerable.Range(1, beats).Select(n => $"Beat {n}")];
        Directory.CreateDirectory(Folder);
    }

    public string Folder { get; }

    public ImmutableArray<string> Beats { get; }

    /// <summary>Hard cuts, one to a shot.</summary>
    public JsonObject Prompts(string what = "Draw") =>
        new(ImageStyles.All.Select(style => KeyValuePair.Create<string, JsonNode?>(style.Name(), List(style, what))));

    /// <summary>The same as one request.</summary>
    public string Storyboard => new JsonObject { ["projectPath"] = Folder, ["promptsByStyle"] = Prompts() }.ToJsonString();

    /// <summary>The prompts where a newer release keeps them.</summary>
    public AppProject WithPromptFiles(string extension = "json")
    {
        Directory.CreateDirectory(Path.Combine(Folder, "prompts"));
        foreach (var style in ImageStyles.All)
        {
            var list = List(style, "Draw").ToJsonString();
            File.WriteAllText(
                Path.Combine(Folder, "prompts", $"prompts-{style.Name()}.{extension}"), extension == "js"
                    ? $"export const prompts = {list};"
                    : list);
        }

        return this;
    }

    /// <summary>Images of the first beats of each style, as the oldest release called them, with its progress files.</summary>
    public Dictionary<string, (byte[] Bytes, DateTime Modified)> WithImages(int perStyle, Func<int, string>? name = null)
    {
        var written = new Dictionary<string, (byte[], DateTime)>();
        foreach (var style in ImageStyles.All)
        {
            for (var n = 1; n <= perStyle; n++)
            {
                var path = Path.Combine(Folder, "generated_images", style.Name(), $"Shot_{n}", name?.Invoke(n) ?? $"Beat_Beat {n}.png");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var bytes = TestImage.Png((n * 10) + (int)style);
                File.WriteAllBytes(path, bytes);
                File.SetLastWriteTimeUtc(path, new DateTime(2025, 11, 9, 10, 0, n, DateTimeKind.Utc));
                written[path] = (bytes, File.GetLastWriteTimeUtc(path));
            }

            File.WriteAllText(
                Path.Combine(Folder, $"image_progress_{style.Name()}.json"),
                new JsonObject
                {
                    ["completedBeats"] = new JsonArray([.. Beats.Take(perStyle).Select(b => (JsonNode)b)]),
                    ["lastUpdated"] = "2025-11-09T10:01:00Z",
                }.ToJsonString());
        }

        return written;
    }

    /// <summary>Fails unless these files are what they were.</summary>
    public static void AssertUntouched(Dictionary<string, (byte[] Bytes, DateTime Modified)> files) => Assert.All(files, file =>
    {
        Assert.Equal(file.Value.Bytes, File.ReadAllBytes(file.Key));
        Assert.Equal(file.Value.Modified, File.GetLastWriteTimeUtc(file.Key));
    });

    private JsonArray List(ImageStyle style, string what) =>
        [.. Beats.Select((beat, i) => (JsonNode)new JsonObject
        {
            ["shot_number"] = i + 1,
            ["beat_number"] = beat,
            ["script_phrase"] = $"Words of {beat}.",
            ["transition_type"] = "Cut",
            ["ai_prompt"] = $"{what} {beat}, {style.Name()}.",
        })];
}
