using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Drawing;

/// <summary>Draws requests. An image depends on the request alone; the latest few hundred are kept. Thread-safe.</summary>
internal sealed class ImageStudio(ImageMode mode)
{
    private const int Kept = 400;

    private readonly ConcurrentDictionary<string, byte[]> _drawn = new();

    public byte[] Draw(SimulatorRequest request, AnswerFormat format = AnswerFormat.Png)
    {
        if (mode == ImageMode.Tiny) return Encode(Flat(request), string.Empty, format);
        var key = $"{format}/{KeyOf(request)}";
        if (_drawn.TryGetValue(key, out var known)) return known;
        if (_drawn.Count >= Kept) _drawn.Clear();
        var (canvas, text) = Compose(request);
        return _drawn[key] = Encode(canvas, text, format);
    }

    public byte[] DrawJpeg(SimulatorRequest request) => Draw(request, AnswerFormat.Jpeg);

    /// <summary>A small image that differs from the request's own.</summary>
    public static byte[] DrawDraft(SimulatorRequest request, AnswerFormat format) =>
        Encode(Flat(request with { Take = request.Take + 1000 }), string.Empty, format);

    private static byte[] Encode(Canvas canvas, string text, AnswerFormat format)
    {
        if (format == AnswerFormat.Png) return Png.Write(canvas.Pixels, canvas.Width, canvas.Height, text);
        var jpeg = Jpeg.Write(canvas.Pixels, canvas.Width, canvas.Height);
        return text.Length == 0 ? jpeg : SceneText.AddToJpeg(jpeg, text);
    }

    private static (Canvas Canvas, string Text) Compose(SimulatorRequest request)
    {
        var scene = SceneDirector.Direct(request);
        var (width, height) = SizeOf(request, 640 * 360);
        var canvas = new Canvas(width, height);
        var style = scene.Label.Split('/')[0];
        var look = Look.Of(style, Palette.Of(scene));
        var subject = SceneDirector.Subject(request);
        var action = request.Seed;
        var aspect = width / (float)height;
        var painter = new Painter(canvas, Camera.Of(scene, subject, action, aspect, height), look);

        painter.Sky();
        foreach (var shape in Landscape.Of(scene, aspect)) painter.Paint(shape);
        foreach (var shape in Cast.Of(scene, action, aspect)) painter.Paint(shape);
        look.Finish(canvas);
        Plates.Caption(canvas, look, style, request.Label?.Beat, subject);
        if (!request.References.IsEmpty) AddBadge(canvas, look, request, scene);
        return (canvas, scene.ToString());
    }

    private static void AddBadge(Canvas canvas, Look look, SimulatorRequest request, Scene scene)
    {
        var reference = request.References[^1].Bytes.Span;
        var source = Scene.Parse(SceneText.Read(reference));
        var hash = SceneDirector.HashOf(reference);
        var palette = Palette.Of(source ?? scene with { PaletteSeed = hash, Time = TimeOfDay.Day });
        var name = scene.Step > 0 && source is not null ? $"from {source.Label.Split('/')[^1]}" : "style ref";
        Plates.Reference(canvas, look, palette, name);
    }

    private static Canvas Flat(SimulatorRequest request)
    {
        var (width, height) = SizeOf(request with { ImageSize = null }, 32 * 32);
        var canvas = new Canvas(width, height);
        var colour = (int)(request.Seed >> 40);
        canvas.FillRectangle(0, 0, width, height, Rgb.Hex(colour));
        return canvas;
    }

    private static (int Width, int Height) SizeOf(SimulatorRequest request, double area)
    {
        var ratio = (request.AspectRatio ?? "1:1").Split(':').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        var scale = request.ImageSize switch { "512" => 0.5, "2K" => 2, "4K" => 4, _ => 1.0 };
        var height = Math.Sqrt(area * ratio[1] / ratio[0]);
        return ((int)Math.Round(height * ratio[0] / ratio[1] * scale), (int)Math.Round(height * scale));
    }

    private static string KeyOf(SimulatorRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var words = $"{request.Model}\0{request.AspectRatio}\0{request.ImageSize}\0{request.Label}\0{request.Take}\0{request.Prompt}";
        hash.AppendData(Encoding.UTF8.GetBytes(words));
        foreach (var reference in request.References) hash.AppendData(reference.Bytes.Span);
        return Convert.ToHexString(hash.GetCurrentHash());
    }
}
