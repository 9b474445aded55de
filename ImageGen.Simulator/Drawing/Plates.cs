namespace ImageGen.Simulator.Drawing;

/// <summary>The caption and the badge of a reference image.</summary>
internal static class Plates
{
    public static void Caption(Canvas canvas, Look look, string style, string? beat, string words)
    {
        var unit = Math.Max(1, Math.Min(canvas.Width, canvas.Height) / 180);
        var (plate, share, letters, border, borderWidth) = look.Caption;
        var big = beat ?? string.Empty;
        var bigScale = unit * 3;
        var room = (int)(canvas.Width * 0.6f) / (PixelFont.Advance * unit);
        var small = beat is null ? $"{style}: {words}" : style;
        if (small.Length > room) small = small[..Math.Max(0, room - 2)].TrimEnd() + "..";

        var pad = unit * 4;
        var width = (pad * 2) + Math.Max(PixelFont.WidthOf(small) * unit, PixelFont.WidthOf(big) * bigScale);
        var height = (pad * 2) + (PixelFont.Height * unit) + (big.Length > 0 ? (PixelFont.Height * bigScale) + (unit * 3) : 0);
        var left = canvas.Height / 14;
        var top = canvas.Height / 10;
        canvas.FillPlate(left, top, left + width, top + height, unit * 3, plate, share, border, borderWidth * unit / 2);
        canvas.Write(small, left + pad, top + pad, unit, letters);
        canvas.Write(big, left + pad, top + height - pad - (PixelFont.Height * bigScale), bigScale, letters);
    }

    /// <summary>A small image of what came with the prompt, in its own colours, and its name.</summary>
    public static void Reference(Canvas canvas, Look look, Palette reference, string name)
    {
        var unit = Math.Max(1, Math.Min(canvas.Width, canvas.Height) / 180);
        var (plate, share, letters, border, borderWidth) = look.Caption;
        int pad = unit * 3, thumbWidth = unit * 32, thumbHeight = unit * 18;
        var width = (pad * 2) + Math.Max(thumbWidth, PixelFont.WidthOf(name) * unit);
        var height = (pad * 3) + thumbHeight + (PixelFont.Height * unit);
        var right = canvas.Width - (canvas.Height / 14);
        var top = canvas.Height / 10;
        canvas.FillPlate(right - width, top, right, top + height, unit * 3, plate, share, border, borderWidth * unit / 2);

        var left = right - (width / 2) - (thumbWidth / 2);
        top += pad;
        Rgb[] bands = [reference.SkyTop, reference.SkyLow, reference.Far, reference.Mid, reference.Near, reference.Accent];
        for (var i = 0; i < bands.Length; i++)
        {
            var (start, end) = (i * thumbHeight / bands.Length, (i + 1) * thumbHeight / bands.Length);
            canvas.FillRectangle(left, top + start, left + thumbWidth, top + end, bands[i]);
        }

        canvas.FillPlate(left + (unit * 20), top + unit, left + (unit * 26), top + (unit * 7), unit * 3, reference.Sun, 1, reference.Sun);
        canvas.Write(name, right - (width / 2) - (PixelFont.WidthOf(name) * unit / 2), top + thumbHeight + pad, unit, letters);
    }
}
