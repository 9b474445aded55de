using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Tests.Core.Storyboards.Reading;

/// <summary>Values are counted before they are parsed.</summary>
public sealed class JsonSizeTests
{
    /// <summary>A parsed value takes many times its two bytes.</summary>
    [Fact]
    public void Read_MillionsOfValues_IsRefusedBeforeItIsParsed()
    {
        var json = Encoding.ASCII.GetBytes($"[{string.Concat(Enumerable.Repeat("0,", 5_000_000))}0]");
        StoryboardReader.Read("{}"u8.ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = StoryboardReader.Read(json);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Contains(
            "more than 4000000 values",
            Assert.Single(Assert.IsType<StoryboardReadResult.Refused>(read).Faults).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2, 3]", 4, false)]
    [InlineData("[1, 2, 3]", 3, true)]
    [InlineData("{\"a\": {}, \"b\": [[]]}", 6, false)]
    [InlineData("{\"a\": {}, \"b\": [[]]}", 5, true)]
    [InlineData("\",,,,[[[[{{{{::::\"", 1, false)]
    [InlineData("[[[[[[[[", 8, false)]
    [InlineData("[[[[[[[[", 7, true)]
    [InlineData("", 0, false)]
    public void JsonSize_AnyText_CountsNamesAndValues(string json, int max, bool isMore) =>
        Assert.Equal(isMore, JsonSize.Exceeds(Encoding.UTF8.GetBytes(json), max));
}
