using System.Text.Json.Nodes;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>
/// <c>image_selections.json</c> of a project: which style's image a person selected for each beat. What else is in it is kept.
/// </summary>
public static class Selections
{
    /// <summary>Its path within the project.</summary>
    public const string Path = "image_selections.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads it; empty when there is none.</summary>
    /// <exception cref="UserException">It is not a JSON object.</exception>
    public static JsonObject Read(ReadOnlyMemory<byte>? json)
    {
        try
        {
            return json is not { } bytes ? []
                : JsonNode.Parse(bytes.Span.StartsWith("\uFEFF"u8) ? bytes.Span[3..] : bytes.Span) is JsonObject selections ? selections
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new UserException($"{Path} in the project's folder is not a JSON object. Fix the file, or move it away.", e);
        }
    }

    /// <summary>The file with one selection more, or changed.</summary>
    public static byte[] With(JsonObject selections, AppSelection selection, DateTimeOffset now)
    {
        foreach (var former in selections.Select(s => s.Key).Where(
            key => BeatId.TryParse(key, out var beat) && beat == selection.Beat).ToList())
        {
            selections.Remove(former);
        }

        selections[selection.Label] = new JsonObject
        {
            ["style"] = selection.Style.Name(),
            ["isFlagged"] = selection.IsFlagged,
            ["selectedAt"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };
        return JsonSerializer.SerializeToUtf8Bytes(selections, Indented);
    }

    /// <summary>Where the copy of a selected image is, for the steps that come behind.</summary>
    public static string CopyOf(BeatId beat, bool isFlagged, ImageFormat format) =>
        $"selected_images/Beat_{beat.Value}{(isFlagged ? "_flagged" : "")}{format.Extension()}";
}

/// <summary>A selection that a person made.</summary>
/// <param name="ProjectPath">The project.</param>
/// <param name="Label">The beat as the request spells it.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Style">The style.</param>
/// <param name="IsFlagged">Whether it is marked for another check.</param>
public sealed record AppSelection(string ProjectPath, string Label, BeatId Beat, ImageStyle Style, bool IsFlagged);
