using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models;

/// <summary>What a beat is generated from beside its prompt.</summary>
/// <param name="Images">The images in the order in which they are sent.</param>
/// <param name="Words">The same in words, as in <see cref="ImageProvenance.Reference"/>.</param>
/// <param name="Note">What a person should know of it; null: it is what it should be.</param>
internal sealed record References(ImmutableArray<ReferenceImage> Images, string Words, string? Note = null)
{
    private const string Alone = "none";

    /// <summary>What <see cref="ImageProvenance.Reference"/> says of an image that was generated from a style reference.</summary>
    public const string StyleWords = "style reference";

    /// <summary>As in <see cref="ImageProvenance.ReferenceHash"/>.</summary>
    public string? Hash { get; init; }

    /// <summary>The smaller copy of the image that the transition brings; null: it is sent as it is.</summary>
    public ReferenceCopy? Copy { get; init; }

    /// <summary>The earlier beat whose image is among them; null: none is.</summary>
    public BeatId? Beat { get; init; }

    /// <summary>As in <see cref="ImageProvenance.References"/>.</summary>
    public ImmutableArray<SentReference>? Sent { get; init; }

    /// <summary>As in <see cref="ImageProvenance.LeftOut"/>.</summary>
    public ImmutableArray<string>? LeftOut { get; init; }

    /// <summary>Why the beat cannot be generated as it was asked for, with the remedy; null: it can.</summary>
    public string? Problem { get; init; }

    /// <summary>What <see cref="ImageProvenance.Reference"/> says of an image that was changed by an instruction.</summary>
    public const string PresentWords = "present image";

    /// <summary>The beat's own image, which an instruction changes.</summary>
    public static References Present(ReferenceImage image) => new([image], PresentWords);

    /// <summary>The prompt alone.</summary>
    public static References None(string? note = null) => new([], Alone, note);

    /// <summary>The project's style reference.</summary>
    public static References Style(ReferenceImage image, string? note = null) => new([image], StyleWords, note);

    /// <summary>An earlier image of the shot.</summary>
    public static References Earlier(BeatId beat, ReferenceImage image, string? note = null) => new([image], $"beat {beat}", note);
}
