using ImageGen.Export.Pdf;

namespace ImageGen.Tests.Export.Pdf;

public sealed class LineBreaksTests
{
    [Theory]
    [InlineData("A hare ran.", "A |hare |ran.")]
    [InlineData("well-known", "well-|known")]
    [InlineData("兔子赛跑。好", "兔|子|赛|跑。|好")]
    [InlineData("a兔b", "a|兔|b")]
    [InlineData("e\u0301a b", "e\u0301a |b")]
    [InlineData("\U0001F407 \U0001F422", "\U0001F407 |\U0001F422")]
    [InlineData("", "")]
    public void Parts_Text_BreaksWhereALineMayEnd(string text, string parts) =>
        Assert.Equal(parts, string.Join('|', LineBreaks.Parts(text)));
}
