using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Tests.Core.Storyboards;

/// <summary>What faults show of a request: where, and a few of its characters.</summary>
public sealed class ShownTextTests
{
    [Theory]
    [InlineData("hare", "hare")]
    [InlineData("hares", "hares")]
    [InlineData("hares!", "hares…")]
    [InlineData("Häse ", "Häse ")]
    [InlineData("a\u0007\tb", "a??b")]
    [InlineData("\u0007", "?")]
    [InlineData("ab🐇", "ab??")]
    [InlineData("abcd🐇", "abcd…")]
    [InlineData("abc🐇e", "abc??…")]
    [InlineData("", "")]
    public void Printable_AnyText_IsCutAndCleaned(string text, string shown) => Assert.Equal(shown, Quoted.Printable(text, 5));

    [Fact]
    public void Place_FieldsAndIndexes_IsAJsonPath()
    {
        Assert.Equal("$", JsonPlace.Root.ToString());
        Assert.Equal(
            "$.promptsByStyle.clear[3].ai_prompt",
            JsonPlace.Root.Field("promptsByStyle").Field("clear").At(3).Field("ai_prompt").ToString());
    }

    [Theory]
    [InlineData("", "$['']")]
    [InlineData("a b", "$['a b']")]
    [InlineData("a-b", "$['a-b']")]
    [InlineData("--", "$['--']")]
    [InlineData("ä", "$['ä']")]
    [InlineData("a\n", "$['a?']")]
    [InlineData("a2345678901234567890123456789012345678_0", "$.a2345678901234567890123456789012345678_0")]
    [InlineData("a2345678901234567890123456789012345678_01", "$['a2345678901234567890123456789012345678_0…']")]
    public void Place_FieldWithAnOddName_IsQuotedAndCut(string name, string path) =>
        Assert.Equal(path, JsonPlace.Root.Field(name).ToString());

    [Theory]
    [InlineData("illustration", ImageStyle.Illustration)]
    [InlineData("Clear", ImageStyle.Clear)]
    [InlineData("CONSISTENT", ImageStyle.Consistent)]
    public void StyleName_AnyCase_IsRead(string name, ImageStyle style)
    {
        Assert.True(ImageStyles.TryParse(name, out var read));
        Assert.Equal(style, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" clear")]
    [InlineData("clea")]
    public void StyleName_OfNoStyle_IsNotRead(string? name) => Assert.False(ImageStyles.TryParse(name, out _));
}
