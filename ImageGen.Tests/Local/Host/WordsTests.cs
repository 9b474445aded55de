using ImageGen.Local.Host;

namespace ImageGen.Tests.Local.Host;

public sealed class WordsTests
{
    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("0.067", "$0.067")]
    [InlineData("0.67", "$0.67")]
    [InlineData("0.808", "$0.81")]
    [InlineData("6.031", "$6.03")]
    public void Usd_Amount_AsPeopleWriteIt(string amount, string text) =>
        Assert.Equal(text, Words.Usd(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(59.7, "1:00 min")]
    [InlineData(125, "2:05 min")]
    [InlineData(3599, "1:00 h")]
    [InlineData(7325, "2:02 h")]
    public void Time_Duration_AsPeopleSayIt(double seconds, string text) => Assert.Equal(text, Words.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Wrap_LongLine_BreaksBetweenWordsAndHangs() => Assert.Equal(
        ["  clear 1.1: the", "    service blocked", "    it"],
        Words.Wrap("  clear 1.1: the service blocked it", 20));

    [Fact]
    public void Wrap_WordLongerThanTheLine_StaysWhole() => Assert.Equal(
        ["To continue:", "  imagegen-resume-a-run"],
        Words.Wrap("To continue: imagegen-resume-a-run", 12));
}
