using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>
/// <c>image_progress_{style}.json</c>: what the storyboard app's own service noted as complete. It is read and never written: whether a
/// beat is complete is whether its image is there.
/// </summary>
public sealed class ProgressFile
{
    private readonly Dictionary<BeatId, string> _beats = [];

    private ProgressFile(DateTimeOffset? lastUpdated) => LastUpdated = lastUpdated;

    /// <summary>When it was written; null: not known.</summary>
    public DateTimeOffset? LastUpdated { get; }

    /// <summary>The beats that it lists.</summary>
    public IReadOnlyCollection<BeatId> Beats => _beats.Keys;

    /// <summary>Its path within the project.</summary>
    public static string PathOf(ImageStyle style) => $"image_progress_{style.Name()}.json";

    /// <summary>How it spells a beat; null: it does not list it.</summary>
    public string? LabelOf(BeatId beat) => _beats.GetValueOrDefault(beat);

    /// <summary>Reads it; null when it is not what it should be.</summary>
    public static ProgressFile? TryRead(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("completedBeats", out var beats) || beats.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var file = new ProgressFile(
                root.TryGetProperty("lastUpdated", out var updated) && updated.ValueKind == JsonValueKind.String
                && updated.TryGetDateTimeOffset(out var at) ? at : null);
            foreach (var item in beats.EnumerateArray())
            {
                if (BeatReader.TryNumber(item, out var beat))
                {
                    file._beats.TryAdd(beat, item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText());
                }
            }

            return file;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
