using System.Text.Encodings.Web;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>
/// An OpenTimelineIO timeline: one video track for each style, of which the first is on; a marker for each shot and for each beat. A
/// beat without an image is a clip whose media is missing, so that it keeps its place and id.
/// </summary>
public static class OtioExport
{
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The timeline.</summary>
    public static byte[] Write(ExportSheet sheet, ExportOptions options)
    {
        var timeline = ExportTimeline.Of(sheet, options.FramesPerSecond);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Format))
        {
            new Writer(json, sheet, options, timeline).Timeline();
        }

        return bytes.ToArray();
    }

    private sealed class Writer(Utf8JsonWriter json, ExportSheet sheet, ExportOptions options, ExportTimeline timeline)
    {
        public void Timeline()
        {
            json.WriteStartObject();
            Head("Timeline.1", sheet.Title, sheet.Project.Value, enabled: null);
            json.WriteNull("global_start_time");
            json.WriteStartObject("tracks");
            Head("Stack.1", "tracks", id: null, enabled: true);
            json.WriteNull("source_range");
            Empty("effects", "markers");
            json.WriteStartArray("children");

            // The last track is the topmost one: the first style comes last.
            for (var i = sheet.Styles.Length - 1; i >= 0; i--)
            {
                Track(i);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void Track(int index)
        {
            var style = sheet.Styles[index].Name();
            json.WriteStartObject();
            Head("Track.1", style, $"{sheet.Project.Value}/{style}", enabled: index == 0);
            json.WriteString("kind", "Video");
            json.WriteNull("source_range");
            Empty("effects", "markers");
            json.WriteStartArray("children");
            foreach (var clip in timeline.Clips)
            {
                Clip(clip, index);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private void Clip(ExportClip clip, int index)
        {
            var cell = clip.Beat.Cells[index];
            json.WriteStartObject();
            Head("Clip.2", $"Beat {clip.Beat.Id}", ExportIds.Clip(sheet, clip.Beat, cell.Name.Style), enabled: true);
            Range("source_range", 0, clip.Length);
            Empty("effects");
            json.WriteStartArray("markers");
            if (index == 0)
            {
                if (clip.BeginsShot)
                {
                    Marker($"Shot {clip.Beat.Shot.Value}", "BLUE", 0, ExportIds.Shot(sheet, clip.Beat.Shot), comment: null);
                }

                Marker($"Beat {clip.Beat.Id}", "GREEN", clip.Length, ExportIds.Beat(sheet, clip.Beat), clip.Beat.ScriptPhrase);
            }

            json.WriteEndArray();
            json.WriteStartObject("media_references");
            json.WriteStartObject("DEFAULT_MEDIA");
            if (cell.Image is { } image)
            {
                Head("ExternalReference.1", System.IO.Path.GetFileName(image.Path), id: null, enabled: null);
                json.WriteString("target_url", options.MediaBase + image.Path);
            }
            else
            {
                Head("MissingReference.1", $"Beat {clip.Beat.Id}", id: null, enabled: null);
            }

            Range("available_range", 0, clip.Length);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("active_media_reference_key", "DEFAULT_MEDIA");
            json.WriteEndObject();
        }

        private void Marker(string name, string colour, long length, string id, string? comment)
        {
            json.WriteStartObject();
            Head("Marker.2", name, id, enabled: null);
            json.WriteString("color", colour);
            json.WriteString("comment", comment ?? string.Empty);
            Range("marked_range", 0, length);
            json.WriteEndObject();
        }

        private void Head(string schema, string name, string? id, bool? enabled)
        {
            json.WriteString("OTIO_SCHEMA", schema);
            json.WriteString("name", name);
            json.WriteStartObject("metadata");
            if (id is not null)
            {
                json.WriteStartObject("imagegen");
                json.WriteString("id", id);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (enabled is { } on)
            {
                json.WriteBoolean("enabled", on);
            }
        }

        private void Range(string name, long start, long length)
        {
            json.WriteStartObject(name);
            json.WriteString("OTIO_SCHEMA", "TimeRange.1");
            Time("start_time", start);
            Time("duration", length);
            json.WriteEndObject();
        }

        private void Time(string name, long frames)
        {
            json.WriteStartObject(name);
            json.WriteString("OTIO_SCHEMA", "RationalTime.1");
            Real("rate", timeline.FramesPerSecond);
            Real("value", frames);
            json.WriteEndObject();
        }

        /// <summary>With a point, because readers distinguish integers from other numbers.</summary>
        private void Real(string name, long value)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(FormattableString.Invariant($"{value}.0"));
        }

        private void Empty(params ReadOnlySpan<string> arrays)
        {
            foreach (var name in arrays)
            {
                json.WriteStartArray(name);
                json.WriteEndArray();
            }
        }
    }
}
