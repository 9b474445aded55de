using System.Security.Cryptography;

namespace ImageGen.Simulator.Requests;

/// <summary>A request that passed every check, as lookups and scripted faults see it. Holds the prompt: for this process only.</summary>
/// <param name="Model">The model asked.</param>
/// <param name="Texts">The text parts in their order, those that label reference images included.</param>
/// <param name="References">The inline images in their order.</param>
/// <param name="AspectRatio">As asked; null: the model's default.</param>
/// <param name="ImageSize">As asked; null: the model's default.</param>
public sealed record SimulatorRequest(
    string Model,
    ImmutableArray<string> Texts,
    ImmutableArray<InlineImage> References,
    string? AspectRatio,
    string? ImageSize)
{
    private string? _prompt;
    private string? _hash;

    /// <summary>All text parts, joined by line feeds.</summary>
    public string Prompt => _prompt ??= string.Join('\n', Texts);

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of <see cref="Prompt"/>.</summary>
    public string PromptHash => _hash ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Prompt)))[..16];

    /// <summary>Which image of its prompt it asks for, from 0; see <see cref="SimulatorOptions.VariesTakes"/>.</summary>
    public int Take { get; init; }

    /// <summary>Out of what its image is generated: the same for the same prompt and take.</summary>
    internal ulong Seed =>
        ulong.Parse(PromptHash, NumberStyles.HexNumber, CultureInfo.InvariantCulture) + ((ulong)Take * 0x9E3779B97F4A7C15);

    /// <summary>Which call this is, counted from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>The id of the key that was sent.</summary>
    public string KeyId { get; init; } = string.Empty;

    /// <summary>The project of that key.</summary>
    public string Project { get; init; } = string.Empty;

    /// <summary>Which style and beat it is for, as far as that is known.</summary>
    public SceneLabel? Label { get; init; }

    /// <summary>The model and the key; never the prompt.</summary>
    public override string ToString() => $"call {Sequence} of {Model} with {KeyId}";
}

/// <summary>An image in a request.</summary>
/// <param name="MimeType">Its type, as the request says and as the bytes were seen to be.</param>
/// <param name="Bytes">The encoded image.</param>
/// <param name="Label">The text part right before it; null when there is none.</param>
public sealed record InlineImage(string MimeType, ReadOnlyMemory<byte> Bytes, string? Label);
