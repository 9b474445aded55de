using System.Text.Json.Nodes;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Cast;

/// <summary>A request for the sheet of a reference.</summary>
/// <param name="Id">The reference.</param>
/// <param name="Kind">What it shows.</param>
/// <param name="Description">What it looks like.</param>
/// <param name="Style">With the keys of which style it is generated; null: of the first that has keys.</param>
/// <param name="OptionsJson">The options of its run, as JSON; null: the host's settings.</param>
public sealed record CastRequest(ReferenceId Id, ReferenceKind Kind, string Description, ImageStyle? Style, string? OptionsJson)
{
    private const int MaxDepth = 8;
    private const int MaxFaults = 20;
    private static readonly int MostDescription = StoryboardLimits.Default.MaxReferenceDescription;

    internal static readonly ImmutableArray<string> Names = ["description", "kind", "style", "options"];

    /// <summary>Reads the JSON of a request; null with the faults.</summary>
    /// <param name="id">The reference, out of the address.</param>
    /// <param name="utf8Json">The body.</param>
    /// <param name="known">What is stored of the reference, for what the request leaves out; null: nothing.</param>
    /// <param name="faults">Every fault; empty: there is none.</param>
    public static CastRequest? Read(ReferenceId id, ReadOnlyMemory<byte> utf8Json, ReferenceNotes? known, out ImmutableArray<Fault> faults)
    {
        var list = new FaultList(MaxFaults);
        var request = Read(id, utf8Json, known, list);
        faults = list.ToImmutable();
        return faults.IsEmpty ? request : null;
    }

    /// <summary>The storyboard that generates the sheet, as a request of the API would be, so that the host's intake reads and completes
    /// it.</summary>
    public ReadOnlyMemory<byte> ToStoryboard(ProjectName project, ImageStyle style) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["projectPath"] = project.Cast.Value,
        ["promptsByStyle"] = new JsonObject
        {
            [style.Name()] = new JsonArray(new JsonObject
            {
                ["shot_number"] = 1,
                ["beat_number"] = CastSheet.BeatOf(Id).Value,
                ["transition_type"] = "Cut",
                ["ai_prompt"] = CastSheet.PromptOf(Kind, Description),
            }),
        },
        ["options"] = OptionsJson is null ? null : JsonNode.Parse(OptionsJson),
    });

    private static CastRequest? Read(ReferenceId id, ReadOnlyMemory<byte> utf8Json, ReferenceNotes? known, FaultList faults)
    {
        using var document = JsonSyntax.Parse(
            utf8Json, MaxDepth, 10_000, faults,
            "Send one JSON object such as {\"description\": \"A small brown hare with a red scarf.\"}.");
        if (document is null || JsonFields.Of(document.RootElement, JsonPlace.Root, Names, strict: true, faults) is not { } fields)
        {
            return null;
        }

        var kind = ReferenceFields.Kind(fields, required: false) ?? known?.Kind ?? ReferenceKind.Character;
        var description = ReadDescription(fields) ?? known?.Description;
        if (description is null && faults.Count == 0)
        {
            faults.Add(JsonPlace.Root, "'description' is missing.", "Say in words what the reference looks like.");
        }

        var style = ReadStyle(fields);
        return description is null ? null : new CastRequest(id, kind, description, style, fields["options"]?.GetRawText());
    }

    private static string? ReadDescription(JsonFields fields) => fields.Text(
        "description",
        FormattableString.Invariant($"Say in words what the reference looks like, in at most {MostDescription} characters."),
        text => string.IsNullOrWhiteSpace(text) || text.Length > MostDescription ? null : text.Trim());

    private static ImageStyle? ReadStyle(JsonFields fields) => fields.Text<ImageStyle?>(
        "style",
        $"Write one of {string.Join(", ", ImageStyles.All.Select(s => $"\"{s.Name()}\""))}.",
        text => ImageStyles.All.Any(s => s.Name() == text) && ImageStyles.TryParse(text, out var style) ? style : null);
}
