using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Tells whether a picture was drawn from what is asked for now, without keeping the prompt.</summary>
/// <remarks>
/// SHA-256, lower-case hexadecimal, over prompt, model, size and ratio in this order: each as its length in UTF-8 bytes (32 bits, little
/// endian; -1 for what is not set) and then its bytes, so that no two requests are written alike. Changing this makes every stored picture
/// look changed.
/// </remarks>
public static class PromptHash
{
    /// <summary>The hash of what <paramref name="beat"/> asks for under <paramref name="options"/>; no model means the default one.</summary>
    public static string Of(Beat beat, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(beat);
        ArgumentNullException.ThrowIfNull(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, beat.Prompt);
        Append(hash, options.Model ?? ModelCatalogue.DefaultModel);
        Append(hash, options.ImageSize);
        Append(hash, options.AspectRatio);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>True when a picture was drawn from another prompt, model, size or ratio than <paramref name="beat"/> asks for now.</summary>
    public static bool IsChanged(ImageProvenance provenance, Beat beat, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(provenance);
        return !string.Equals(provenance.PromptHash, Of(beat, options), StringComparison.OrdinalIgnoreCase);
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
