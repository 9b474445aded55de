using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Drawing;

/// <summary>Generates the images. An image depends on the request alone; the latest few hundred are kept. Thread-safe.</summary>
internal sealed class ImageStudio(ImageMode mode)
{
    private const int Kept = 400;
    private const int TinyArea = 32 * 32;

    private readonly ConcurrentDictionary<string, byte[]> _drawn = new();

    public byte[] Draw(SimulatorRequest request, AnswerFormat format)
    {
        if (mode == ImageMode.Tiny) return Tiny(request, format);
        return Keep($"{format}/{KeyOf(request)}", () => Compose(request, format));
    }

    /// <summary>A small image that differs from the request's own.</summary>
    public static byte[] DrawDraft(SimulatorRequest request, AnswerFormat format) =>
        Tiny(request with { Take = request.Take + 1000 }, format);

    /// <summary>The request's image; instead of a flat one, whose damage no decoder could see, one that is small and busy.</summary>
    public byte[] DrawToDamage(SimulatorRequest request, AnswerFormat format) => mode == ImageMode.Full
        ? Draw(request, format)
        : Keep($"{format}/busy/{request.AspectRatio}", () =>
        {
            var (width, height) = SizeOf(request with { ImageSize = null }, 9 * TinyArea);
            using var busy = Raster.Busy(width, height);
            return Raster.Encode(busy, format, note: null);
        });

    private static byte[] Tiny(SimulatorRequest request, AnswerFormat format)
    {
        var (width, height) = SizeOf(request with { ImageSize = null }, TinyArea);
        return TinyImages.Of(format, width, height, request.Seed);
    }

    private static byte[] Compose(SimulatorRequest request, AnswerFormat format)
    {
        var scene = SceneDirector.Direct(request);
        var (width, height) = SizeOf(request, 640 * 360);
        var style = scene.Label.Split('/')[0];
        var look = Look.Of(style, Palette.Of(scene));
        var svg = SceneDrawing.Of(scene, look, style, request.Label?.Beat, SceneDirector.Subject(request), request.Seed, width, height);
        if (request.References.IsEmpty)
        {
            using var image = Raster.Draw(svg, look.HasGrain);
            return Raster.Encode(image, format, scene.ToString());
        }

        var reference = request.References[^1].Bytes;
        var source = Scene.Parse(SceneNote.Read(reference));
        var place = SceneDrawing.AddReference(
            svg, look, scene.Step > 0 && source is not null ? $"from {source.Label.Split('/')[^1]}" : "style ref");
        using var painted = Raster.Draw(svg, look.HasGrain);
        using var whole = Raster.WithCopy(painted, reference, place);
        return Raster.Encode(whole ?? painted, format, scene.ToString());
    }

    private byte[] Keep(string key, Func<byte[]> draw)
    {
        if (_drawn.TryGetValue(key, out var known)) return known;
        if (_drawn.Count >= Kept) _drawn.Clear();
        return _drawn[key] = draw();
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
