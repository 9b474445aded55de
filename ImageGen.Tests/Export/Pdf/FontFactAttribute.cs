using ImageGen.Export.Pdf;

namespace ImageGen.Tests.Export.Pdf;

/// <summary>For what needs a font of this machine.</summary>
public sealed class FontFactAttribute : FactAttribute
{
    private static readonly bool IsThere = HasFont();

    public FontFactAttribute()
    {
        if (!IsThere)
        {
            Skip = "There is no font on this machine; install one, such as fonts-dejavu-core.";
        }
    }

    private static bool HasFont()
    {
        using var fonts = new Fonts(folder: null);
        return fonts.Find('A') is not null && fonts.Find('Ж') is not null;
    }
}
