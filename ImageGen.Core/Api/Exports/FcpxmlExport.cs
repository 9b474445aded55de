using System.Security.Cryptography;
using System.Xml;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>
/// A Final Cut Pro XML 1.10 timeline: the first style is the primary storyline, every other one is connected above it and switched off; a
/// chapter marker for each shot, a marker with the script phrase for each beat. A beat without an image is a gap of its length.
/// </summary>
public static class FcpxmlExport
{
    private static readonly XmlWriterSettings Format = new() { Indent = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" };

    /// <summary>The timeline.</summary>
    /// <param name="sheet">What is exported.</param>
    /// <param name="options">Its options.</param>
    /// <param name="width">Of the sequence in pixels.</param>
    /// <param name="height">Of the sequence in pixels.</param>
    public static byte[] Write(ExportSheet sheet, ExportOptions options, int width, int height)
    {
        var timeline = ExportTimeline.Of(sheet, options.FramesPerSecond);
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Format))
        {
            xml.WriteStartDocument();
            xml.WriteDocType("fcpxml", null, null, null);
            xml.WriteStartElement("fcpxml");
            xml.WriteAttributeString("version", "1.10");
            var writer = new Writer(xml, sheet, options, timeline);
            writer.Resources(width, height);
            writer.Event();
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private sealed class Writer(XmlWriter xml, ExportSheet sheet, ExportOptions options, ExportTimeline timeline)
    {
        private const string SequenceFormat = "format-sequence";
        private const string StillFormat = "format-still";

        public void Resources(int width, int height)
        {
            xml.WriteStartElement("resources");
            xml.WriteStartElement("format");
            Attributes(
                ("id", SequenceFormat), ("frameDuration", Time(1)), ("width", Number(width)), ("height", Number(height)), (
                    "colorSpace", "1-1-1 (Rec. 709)"));
            xml.WriteEndElement();
            xml.WriteStartElement("format");
            Attributes(("id", StillFormat), ("name", "FFVideoFormatRateUndefined"), ("width", Number(width)), ("height", Number(height)));
            xml.WriteEndElement();
            foreach (var beat in sheet.Beats)
            {
                foreach (var cell in beat.Cells.Where(c => c.Image is not null))
                {
                    Asset(beat, cell);
                }
            }

            xml.WriteEndElement();
        }

        public void Event()
        {
            xml.WriteStartElement("event");
            Attributes(("name", Text(sheet.Title)), ("uid", Uid("event")));
            xml.WriteStartElement("project");
            Attributes(("name", Text(sheet.Title)), ("uid", Uid("project")));
            xml.WriteStartElement("sequence");
            Attributes(("format", SequenceFormat), ("duration", Time(timeline.Length)), ("tcStart", "0s"), ("tcFormat", "NDF"));
            xml.WriteStartElement("spine");
            foreach (var clip in timeline.Clips)
            {
                Clip(clip);
            }

            for (var i = 0; i < 4; i++)
            {
                xml.WriteEndElement();
            }
        }

        private void Asset(ExportBeat beat, ExportCell cell)
        {
            xml.WriteStartElement("asset");
            Attributes(
                ("id", AssetId(beat, cell)),
                ("name", $"{beat.Id} {cell.Name.Style.Name()}"),
                ("uid", Uid(ExportIds.Clip(sheet, beat, cell.Name.Style))),
                ("start", "0s"),
                ("duration", "0s"),
                ("hasVideo", "1"),
                ("format", StillFormat),
                ("videoSources", "1"));
            xml.WriteStartElement("media-rep");
            Attributes(("kind", "original-media"), ("src", options.MediaBase + cell.Image!.Path));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        private void Clip(ExportClip clip)
        {
            var beat = clip.Beat;
            var main = BeatImages.Preferred(beat);
            Open(clip, beat.Cells[main], lane: null);
            var lane = 0;
            for (var i = 0; i < beat.Cells.Length; i++)
            {
                if (i != main && beat.Cells[i].Image is not null)
                {
                    Open(clip, beat.Cells[i], ++lane);
                    xml.WriteEndElement();
                }
            }

            if (clip.BeginsShot)
            {
                Marker("chapter-marker", $"Shot {beat.Shot.Value}", ExportIds.Shot(sheet, beat.Shot));
            }

            var phrase = beat.ScriptPhrase is null ? string.Empty : $" {beat.ScriptPhrase}";
            Marker("marker", $"Beat {beat.Id}{phrase}", ExportIds.Beat(sheet, beat));
            xml.WriteEndElement();
        }

        /// <summary>Begins the element of a cell; the caller ends it. A gap cannot be connected, and so has no lane.</summary>
        private void Open(ExportClip clip, ExportCell cell, int? lane)
        {
            xml.WriteStartElement(cell.Image is null ? "gap" : "video");
            if (cell.Image is not null)
            {
                Attributes(("ref", AssetId(clip.Beat, cell)));
            }

            if (lane is { } number)
            {
                Attributes(("lane", Number(number)), ("enabled", "0"));
            }

            // Where a connected clip lies is counted in its parent's own time, which begins at 0.
            Attributes(
                ("name", $"Beat {clip.Beat.Id}"), (
                    "offset", lane is null ? Time(clip.Start) : "0s"), ("start", "0s"), ("duration", Time(clip.Length)));
            xml.WriteElementString("note", $"{ExportIds.Clip(sheet, clip.Beat, cell.Name.Style)}");
        }

        private void Marker(string element, string value, string id)
        {
            xml.WriteStartElement(element);
            Attributes(("start", "0s"), ("duration", Time(1)), ("value", Text(value)), ("note", id));
            xml.WriteEndElement();
        }

        private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
        {
            foreach (var (name, value) in attributes)
            {
                xml.WriteAttributeString(name, value);
            }
        }

        /// <summary>A fraction of a second, as Final Cut Pro writes times.</summary>
        private string Time(long frames) => frames == 0 ? "0s" : FormattableString.Invariant($"{frames}/{timeline.FramesPerSecond}s");

        private static string AssetId(ExportBeat beat, ExportCell cell) =>
            $"asset-{cell.Name.Style.Name()}-{beat.Id.Value.ToLowerInvariant()}";

        /// <summary>The same for the same thing in every export.</summary>
        private string Uid(string thing) =>
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"imagegen/{sheet.Project.Value}/{thing}")))[..32];

        private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

        /// <summary>XML has no control characters.</summary>
        private static string Text(string text) =>
            string.Concat(
                text.EnumerateRunes().Where(r => r.Value > 0xFFFF || XmlConvert.IsXmlChar((char)r.Value)).Select(r => r.ToString()));
    }
}
