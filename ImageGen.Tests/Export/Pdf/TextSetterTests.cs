using ImageGen.Export.Pdf;

namespace ImageGen.Tests.Export.Pdf;

public sealed class TextSetterTests
{
    [FontFact]
    public void Lines_LongText_FitIntoTheirWidth()
    {
        using var fonts = new Fonts(null);
        using var text = new TextSetter(fonts);
        var phrase = string.Join(' ', Enumerable.Range(1, 60).Select(i => new string('w', i % 9 + 1)));

        var lines = text.Lines(phrase, 9, 150, 100);

        Assert.Equal(phrase, string.Join(' ', lines));
        Assert.All(lines, line => Assert.InRange(text.Width(line, 9), 1, 150));
    }

    [FontFact]
    public void Lines_MoreThanAllowed_EndWithAnEllipsisThatFits()
    {
        using var fonts = new Fonts(null);
        using var text = new TextSetter(fonts);

        var lines = text.Lines(string.Concat(Enumerable.Repeat("hare and tortoise ", 50)), 9, 100, 3);

        Assert.Equal(3, lines.Count);
        Assert.EndsWith("…", lines[2], StringComparison.Ordinal);
        Assert.InRange(text.Width(lines[2], 9), 1, 100);
    }

    [FontFact]
    public void Lines_WordWiderThanALine_IsBroken()
    {
        using var fonts = new Fonts(null);
        using var text = new TextSetter(fonts);

        var lines = text.Lines(new string('w', 100), 9, 100, 100);

        Assert.Equal(new string('w', 100), string.Concat(lines));
        Assert.All(lines, line => Assert.InRange(text.Width(line, 9), 1, 100));
    }

    [FontFact]
    public void Width_CharacterWithoutAFont_IsNoted()
    {
        using var fonts = new Fonts(null);
        using var text = new TextSetter(fonts);

        Assert.True(text.Width("a\u200D\uFE0F b", 9) > 0);
        Assert.Empty(text.Missing);
        text.Width("\U0001FAE8\U000F0000", 9);

        // A private character that no font has.
        Assert.Contains(0xF0000, text.Missing);
    }

    [Fact]
    public void Base_NoFontAtAll_SaysWhatToDo()
    {
        using var fonts = new Fonts(folder: null, systemFolders: []);

        var e = Assert.Throws<UserException>(() => fonts.Base);

        Assert.Contains("ImageGen:Export:Fonts", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fonts_FolderThatIsNotThere_IsNamed() =>
        Assert.Contains(
            "/no/such/folder", Assert.Throws<UserException>(() => new Fonts("/no/such/folder")).Message, StringComparison.Ordinal);
}
