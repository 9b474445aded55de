using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Decides whether an image was generated from the prompt that a beat has now, without keeping the prompt.</summary>
/// <remarks>
/// SHA-256, lower-case hexadecimal. The combined hash is over prompt, model, size and ratio in this order: each as its length in UTF-8
/// bytes (32 bits, little endian; -1 for what is not set) and then its bytes, so that no two requests are written alike. Changing either
/// hash makes every stored image look changed.
/// </remarks>
public static class PromptHash
{
    // As releases up to 1.0 recorded images: the size was filled in by the host, the ratio seldom set.
    private static readonly ImmutableArray<string?> Sizes = ["1K", null, .. ImageShapes.Sizes.Where(s => s != "1K")];
    private static readonly ImmutableArray<string?> Ratios = [null, .. ImageShapes.AspectRatios];

    /// <summary>
    /// The combined hash of what <paramref name="beat"/> asks for under <paramref name="options"/>; no model means the default one.
    /// </summary>
    public static string Of(Beat beat, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(beat);
        ArgumentNullException.ThrowIfNull(options);
        return Combined(beat.Prompt, new ImageOrigin(options.Model ?? ModelCatalogue.DefaultModel, options.ImageSize, options.AspectRatio));
    }

    /// <summary>The hash of a prompt alone.</summary>
    public static string OfText(string prompt) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)));

    /// <summary>
    /// What an image was generated with, if it was generated from the prompt that <paramref name="beat"/> has now; null: the prompt has
    /// changed. Older images have only the combined hash, so every model, size and ratio that may have gone into it is tried.
    /// </summary>
    public static ImageOrigin? OriginOf(ImageProvenance provenance, Beat beat)
    {
        ArgumentNullException.ThrowIfNull(provenance);
        ArgumentNullException.ThrowIfNull(beat);
        if (provenance.PromptTextHash is { } text)
        {
            return IsSame(text, OfText(beat.Prompt))
                ? new ImageOrigin(provenance.Model, provenance.ImageSize, provenance.AspectRatio)
                : null;
        }

        var models = ModelCatalogue.BuiltIn.Models.Keys.Except([provenance.Model]).Prepend(provenance.Model);
        var origins =
            from model in models
            from ratio in Ratios
            from size in Sizes
            select new ImageOrigin(model, size, ratio);
        return origins.FirstOrDefault(origin => IsSame(provenance.PromptHash, Combined(beat.Prompt, origin)));
    }

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string Combined(string prompt, ImageOrigin origin)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, prompt);
        Append(hash, origin.Model);
        Append(hash, origin.ImageSize);
        Append(hash, origin.AspectRatio);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? string.Empty);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

/// <summary>What an image was generated with beside its prompt and references.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="ImageSize">The size that was asked for; null: the model's own.</param>
/// <param name="AspectRatio">The ratio that was asked for; null: the model's own.</param>
public sealed record ImageOrigin(string Model, string? ImageSize, string? AspectRatio);
