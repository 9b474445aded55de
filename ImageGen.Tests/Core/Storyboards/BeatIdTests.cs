using FsCheck;
using FsCheck.Fluent;

namespace ImageGen.Tests.Core.Storyboards;

public sealed class BeatIdTests
{
    private static readonly Gen<string> Texts =
        from pieces in Gen.Elements("Beat", "beat", "BEAT", " ", "_", "-", ".", "1", "12", "a", "Z", "/", "é", "..", "\0").ListOf()
        select string.Concat(pieces);

    [Theory]
    [InlineData("1.1", "1.1")]
    [InlineData(" 1.1 ", "1.1")]
    [InlineData("Beat 1.1", "1.1")]
    [InlineData("Beat_1.1", "1.1")]
    [InlineData("BEAT - 1.1", "1.1")]
    [InlineData("Beat1.1", "1.1")]
    [InlineData("Beat Beat_1", "1")]
    [InlineData("beat", "beat")]
    [InlineData("beatle", "beatle")]
    [InlineData("1.1a-b_c", "1.1a-b_c")]
    public void TryParse_BeatNumber_GivesTheNormalForm(string text, string expected)
    {
        Assert.True(BeatId.TryParse(text, out var id));
        Assert.Equal(expected, id.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Beat _")]
    [InlineData("..")]
    [InlineData("1..1")]
    [InlineData(".1")]
    [InlineData("1.")]
    [InlineData("1/1")]
    [InlineData("1\\1")]
    [InlineData("1 1")]
    [InlineData("1\0")]
    [InlineData("é")]
    [InlineData("123456789012345678901234567890123")]
    public void TryParse_NoBeatNumber_IsFalse(string? text) => Assert.False(BeatId.TryParse(text, out _));

    [Fact]
    public void Parse_NoBeatNumber_Throws() => Assert.Throws<FormatException>(() => BeatId.Parse("a/b"));

    [Fact]
    public void TryParse_NormalForm_IsItsOwnNormalForm() =>
        Properties.ForAll(
            Texts, t => !BeatId.TryParse(t, out var id) || (BeatId.TryParse(id.Value, out var again) && again.Value == id.Value), 2000);

    [Fact]
    public void Equals_DifferentCase_IsTheSameBeat()
    {
        Assert.Equal(BeatId.Parse("1.A"), BeatId.Parse("1.a"));
        Assert.Equal(BeatId.Parse("1.A").GetHashCode(), BeatId.Parse("1.a").GetHashCode());
        Assert.Equal(0, BeatId.Parse("1.A").CompareTo(BeatId.Parse("1.a")));
        Assert.NotEqual(BeatId.Parse("1.1"), BeatId.Parse("1.10"));
    }
}
