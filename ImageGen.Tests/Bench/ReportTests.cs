using System.Xml.Linq;
using ImageGen.Bench.Charts;
using ImageGen.Bench.Report;

namespace ImageGen.Tests.Bench;

public sealed class ReportTests
{
    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 3.0)]
    [InlineData(0.75, 4.0)]
    [InlineData(1.0, 10.0)]
    public void Quantile_OfFive_LiesWhereItShould(double share, double expected) =>
        Assert.Equal(expected, Statistics.Quantile([10, 2, 4, 1, 3], share));

    [Fact]
    public void Median_OfAnEvenNumber_IsBetweenTheTwoInTheMiddle() => Assert.Equal(2.5, Statistics.Median([4, 1, 2, 3]));

    [Fact]
    public void MarkdownTable_Numbers_AreWrittenWithThreeDigitsThatCount()
    {
        var table = new MarkdownTable("what", "a", "b");
        table.Add("x|y", 12345.6, 0.12345);
        table.Add("z", 30, null);

        Assert.Equal("| what | a | b |\n| --- | ---: | ---: |\n| x\\|y | 12,346 | 0.123 |\n| z | 30 | – |\n", table.ToString());
    }

    [Fact]
    public void LineChart_Svg_IsWellFormedAndHasEverySeriesInsideTheFrame()
    {
        var svg = XDocument.Parse(new LineChart("A < B", "across", "up")
        {
            Lines = [new Series("one & two", [(1, 5), (2, 730)]), new Series("bound", [(1, 4), (2, 68)], IsDashed: true)],
        }.ToSvg());

        XNamespace ns = "http://www.w3.org/2000/svg";
        var texts = svg.Descendants(ns + "text").Select(t => t.Value).ToList();
        var points = svg.Descendants(ns + "polyline")
            .SelectMany(p => p.Attribute("points")!.Value.Split(' '))
            .Select(p => p.Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray());
        Assert.Superset(new HashSet<string> { "A < B", "one & two", "bound", "across", "up", "0", "800" }, texts.ToHashSet());
        Assert.All(points, p => Assert.True(p[0] is >= 0 and <= 640 && p[1] is >= 0 and <= 340));
    }
}
