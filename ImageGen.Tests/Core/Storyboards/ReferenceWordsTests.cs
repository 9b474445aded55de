namespace ImageGen.Tests.Core.Storyboards;

public sealed class ReferenceWordsTests
{
    [Theory]
    [InlineData("hare", "The hare runs.", true)]
    [InlineData("hare", "HARE!", true)]
    [InlineData("Hare", "a hare", true)]
    [InlineData("hare", "The hare's ears", true)]
    [InlineData("hare", "The hare\u2019s ears", true)]
    [InlineData("hare", "Two hares race", true)]
    [InlineData("fox", "Three foxes", true)]
    [InlineData("hare", "hare", true)]
    [InlineData("hare", "(hare)", true)]
    [InlineData("hare", "hare\u2014and tortoise", true)]
    [InlineData("hare", "They share a sharebox, harem.", false)]
    [InlineData("hare", "a hare-brained plan", false)]
    [InlineData("hare", "the march-hare", false)]
    [InlineData("hare", "harés", false)]
    [InlineData("hare", "harness", false)]
    [InlineData("hare", "hare_2", false)]
    [InlineData("hare", "hare2", false)]
    [InlineData("hare", "sharehare, then the hare", true)]
    [InlineData("old-mill", "By the old mill they rest", true)]
    [InlineData("old_mill", "By the Old Mill's door", true)]
    [InlineData("old-mill", "old_mill", true)]
    [InlineData("old-mill", "an old windmill", false)]
    [InlineData("old-mill", "cold mill", false)]
    [InlineData("R2D2", "r2d2 beeps", true)]
    [InlineData("hare", "", false)]
    [InlineData("hare", null, false)]
    public void AreIn_Text_OnlyWholeWordsCount(string id, string? text, bool found)
    {
        Assert.True(ReferenceId.TryParse(id, out var parsed));

        Assert.Equal(found, new ReferenceWords(parsed).AreIn(text));
    }
}
