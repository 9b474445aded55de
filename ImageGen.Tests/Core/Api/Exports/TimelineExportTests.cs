using System.Xml;
using System.Xml.Linq;
using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

/// <summary>The two timeline formats, read by readers that know nothing of how they were written.</summary>
public sealed class TimelineExportTests
{
    private static readonly ExportSheet Before = Sheets.Of(
        ("1.1", 1, "Once.", 2.5m), ("1.2", 1, "A <hare> & \u0001 \U0001F407", 2), ("2.1", 2, null, 0.01m));

    private static readonly ExportSheet After = Sheets.Of(
        ("0.1", 7, "New.", 2), ("1.1", 1, "Twice.", 5), ("1.15", 1, "Inserted.", 2), ("1.2", 1, "A hare", 1), ("2.1", 2, null, 2));

    private static readonly ExportOptions Options = new() { Format = ExportFormat.Otio, MediaBase = "file:///films/tale/" };

    [Fact]
    public void Timeline_BeatsOfAnyLength_FollowEachOtherWithoutGapsAndRoundingsDoNotAddUp()
    {
        var beats = Enumerable.Range(1, 999).Select(i => ($"{i}", 1, null as string, 1 / 3m)).ToArray();
        var timeline = ExportTimeline.Of(Sheets.Of([ImageStyle.Clear], beats), 25);

        Assert.Equal(999 * 25 / 3, timeline.Length);
        Assert.All(
            timeline.Clips.Zip(timeline.Clips.Skip(1)), pair => Assert.Equal(pair.First.Start + pair.First.Length, pair.Second.Start));
        Assert.All(timeline.Clips, clip => Assert.InRange(clip.Length, 8, 9));
    }

    [Fact]
    public void Otio_Sheet_HasATrackForEachStyleWithClipsMarkersAndMedia()
    {
        var timeline = JsonNode.Parse(OtioExport.Write(Before, Options))!;

        Assert.Equal("Timeline.1", (string?)timeline["OTIO_SCHEMA"]);
        var tracks = timeline["tracks"]!["children"]!.AsArray();
        Assert.Equal([("clear", false), ("illustration", true)], tracks.Select(t => ((string)t!["name"]!, (bool)t["enabled"]!)));
        var clips = tracks[1]!["children"]!.AsArray();
        Assert.Equal([60, 48, 1], clips.Select(c => (double)c!["source_range"]!["duration"]!["value"]!));
        Assert.Equal(
            "file:///films/tale/generated_images/illustration/Shot_1/Beat_1.1.png",
            (string?)clips[0]!["media_references"]!["DEFAULT_MEDIA"]!["target_url"]);
        Assert.Equal("MissingReference.1", (string?)tracks[0]!["children"]![1]!["media_references"]!["DEFAULT_MEDIA"]!["OTIO_SCHEMA"]);
        Assert.Equal(
            ["Shot 1", "Beat 1.1", "Beat 1.2", "Shot 2", "Beat 2.1"], clips.SelectMany(c => c!["markers"]!.AsArray())
                .Select(m => (string)m!["name"]!));
    }

    [Fact]
    public void Otio_AfterChanges_KeepsTheIdOfEveryBeatAndShot()
    {
        var before = OtioIds(Before);
        var after = OtioIds(After);

        Assert.Equal(before.Count, before.Distinct().Count());
        Assert.Equal([], before.Except(after));
        Assert.Contains("tale/beat-1.15", after);
    }

    [Fact]
    public void Fcpxml_Sheet_HasAStorylineWithMarkersConnectedStylesAndGaps()
    {
        var document = Fcpxml(Before);

        var spine = document.Descendants("spine").Single().Elements().ToList();
        Assert.Equal(["video", "video", "video"], spine.Select(e => e.Name.LocalName));
        Assert.Equal(
            [("0s", "60/24s"), ("60/24s", "48/24s"), ("108/24s", "1/24s")],
            spine.Select(e => (e.Attribute("offset")!.Value, e.Attribute("duration")!.Value)));
        Assert.Equal("109/24s", document.Descendants("sequence").Single().Attribute("duration")!.Value);
        Assert.Equal(
            [("1", "0"), ("1", "0")], spine.Elements("video").Select(v => (v.Attribute("lane")!.Value, v.Attribute("enabled")!.Value)));
        Assert.Equal(["Shot 1", "Shot 2"], document.Descendants("chapter-marker").Select(m => m.Attribute("value")!.Value));
        Assert.Equal(
            ["Beat 1.1 Once.", "Beat 1.2 A <hare> &  \U0001F407", "Beat 2.1"],
            document.Descendants("marker").Select(m => m.Attribute("value")!.Value));
        Assert.Equal(5, document.Descendants("asset").Count());
    }

    [Fact]
    public void Fcpxml_BeatWithoutImage_IsAGapOfItsLength()
    {
        var sheet = Sheets.Of([ImageStyle.Clear], ("1.1", 1, null, 2));
        var none = sheet with { Beats = [sheet.Beats[0] with { Cells = [sheet.Beats[0].Cells[0] with { Image = null }] }] };

        var gap = Fcpxml(none).Descendants("spine").Single().Elements().Single();

        Assert.Equal(("gap", "48/24s"), (gap.Name.LocalName, gap.Attribute("duration")!.Value));
        Assert.Equal("tale/beat-1.1", gap.Element("marker")!.Attribute("note")!.Value);
    }

    [Fact]
    public void Fcpxml_EveryReference_LeadsToAResource()
    {
        var document = Fcpxml(Before);
        var ids = document.Descendants().Attributes("id").Select(a => a.Value).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => XmlConvert.VerifyNCName(id));
        Assert.Equal(
            [], document.Descendants().Attributes().Where(a => a.Name.LocalName is "ref" or "format").Select(a => a.Value).Except(ids));
    }

    [Fact]
    public void Fcpxml_AfterChanges_KeepsTheIdsOfAssetsShotsAndBeats()
    {
        var (before, after) = (Ids(Fcpxml(Before)), Ids(Fcpxml(After)));

        Assert.Equal([], before.Except(after));

        static List<string> Ids(XDocument document) =>
        [
            .. document.Descendants("asset").Select(a => $"{a.Attribute("id")!.Value} {a.Attribute("uid")!.Value}"),
            .. document.Descendants("marker").Concat(document.Descendants("chapter-marker")).Select(m => m.Attribute("note")!.Value),
            .. document.Descendants("project").Concat(document.Descendants("event")).Select(p => p.Attribute("uid")!.Value),
        ];
    }

    [Fact]
    public void Times_WholeSheet_AreTheSameInBothFormats()
    {
        var otio = JsonNode.Parse(OtioExport.Write(After, Options))!["tracks"]!["children"]![1]!["children"]!.AsArray()
            .Select(c => (double)c!["source_range"]!["duration"]!["value"]!);
        var fcpxml = Fcpxml(After).Descendants("spine").Single().Elements()
            .Select(e => double.Parse(e.Attribute("duration")!.Value.Split('/')[0], CultureInfo.InvariantCulture));

        Assert.Equal(otio, fcpxml);
    }

    private static List<string> OtioIds(ExportSheet sheet)
    {
        var ids = new List<string>();
        Collect(JsonNode.Parse(OtioExport.Write(sheet, Options)));
        return ids;

        void Collect(JsonNode? node)
        {
            if (node is JsonObject o)
            {
                if (o["metadata"]?["imagegen"]?["id"] is { } id)
                {
                    ids.Add((string)id!);
                }

                o.ToList().ForEach(p => Collect(p.Value));
            }

            (node as JsonArray)?.ToList().ForEach(Collect);
        }
    }

    private static XDocument Fcpxml(ExportSheet sheet)
    {
        using var bytes = new MemoryStream(FcpxmlExport.Write(sheet, Options, 1376, 768));
        using var reader = XmlReader.Create(bytes, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
