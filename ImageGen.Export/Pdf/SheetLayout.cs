using ImageGen.Core.Api.Exports;

namespace ImageGen.Export.Pdf;

/// <summary>The measures of a contact sheet, in points.</summary>
/// <param name="Page">The page.</param>
/// <param name="Columns">Beats side by side.</param>
/// <param name="ImageWidth">The place of an image.</param>
/// <param name="ImageHeight">The place of an image.</param>
internal sealed record SheetLayout(PageSize Page, int Columns, float ImageWidth, float ImageHeight)
{
    public const float Margin = 30;
    public const float Header = 24;
    public const float Top = Margin + Header;
    public const float Footer = 14;
    public const float ColumnGap = 16;
    public const float RowGap = 14;
    public const float ImageGap = 6;
    public const float CaptionSize = 8;
    public const float CaptionHeight = 12;
    public const float LabelSize = 6.5f;
    public const float LabelHeight = 9;
    public const float PhraseSize = 9;
    public const float PhraseHeight = 12;
    public const float NarrowestPhrase = 200;
    public const int MostPhraseLines = 6;

    public float Width => Page.Width - (2 * Margin);

    public float Bottom => Page.Height - Margin - Footer;

    public float ColumnWidth => (Width - (ColumnGap * (Columns - 1))) / Columns;

    /// <summary>How wide the images of one beat are together.</summary>
    public float RowWidth(int images) => (images * ImageWidth) + ((images - 1) * ImageGap);

    /// <summary>A phrase stands below its images; below narrow ones it may be wider.</summary>
    public float PhraseWidth(int images) => Math.Min(ColumnWidth, Math.Max(RowWidth(images), NarrowestPhrase));

    /// <summary>The layout for images of the ratio of the first; a row, with its longest phrase, always fits on a page.</summary>
    public static SheetLayout Of(ExportOptions options, int styles, (int Width, int Height) first)
    {
        var columns = options.Columns ?? (styles > 1 ? 1 : 3);
        var layout = new SheetLayout(options.Page, columns, 0, 0);
        var width = (layout.ColumnWidth - (ImageGap * (styles - 1))) / styles;
        var ratio = Math.Clamp((float)first.Width / first.Height, 0.2f, 5);

        // Two rows on a page at least, with phrases of two lines; one only for a person who asks for a single image in a row.
        var room = layout.Bottom - Top;
        var most = options.Columns is 1 && styles == 1
            ? room - CaptionHeight - (MostPhraseLines * PhraseHeight) - 4
            : ((room - RowGap) / 2) - CaptionHeight - LabelHeight - (2 * PhraseHeight) - 4;
        var height = Math.Min(width / ratio, most);
        return layout with { ImageWidth = Math.Min(width, height * ratio), ImageHeight = height };
    }
}
