using ImageGen.Core.Api.Exports;

namespace ImageGen.Tests.Core.Api.Exports;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("Hello.", 2)]
    [InlineData("A hare mocks the slow tortoise, who challenges it to a race.", 4.8)]
    [InlineData("don't mother-in-law", 2)]
    [InlineData("兔子嘲笑乌龟走得慢，于是乌龟提出和兔子赛跑。", 5)]
    [InlineData("うさぎとかめはなしをしましたとさ", 2.4)]
    public void Of_Phrase_IsTheTimeToReadIt(string? phrase, double seconds) => Assert.Equal((decimal)seconds, ReadingTime.Of(phrase));

    [Fact]
    public void Of_ALongerPhrase_NeverTakesLess()
    {
        var last = 0m;
        for (var words = 0; words < 200; words++)
        {
            var seconds = ReadingTime.Of(string.Join(' ', Enumerable.Repeat("word", words)));
            Assert.True(seconds >= last);
            last = seconds;
        }

        Assert.Equal(199 * 0.4m, last);
    }
}
