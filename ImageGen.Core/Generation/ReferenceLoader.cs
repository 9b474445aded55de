using System.Security.Cryptography;
using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Finds what a beat is generated from. A hard cut: the project's style reference. A continuous beat: the nearest earlier image of its
/// shot, else the style reference. Any other: the prompt alone. Whatever is not as it should be is said in a note, and never stops the
/// beat.
/// </summary>
internal sealed class ReferenceLoader(IImageStore images, ImageProcessor processor)
{
    /// <summary>The largest image that is sent as it is, in bytes; of a larger one a smaller copy is sent.</summary>
    public const int MaxBytes = 7_000_000;

    private const string StyleLabel = "Style reference:";
    private const string PreviousLabel = "Previous frame of this shot:";

    /// <summary>The references of <paramref name="beat"/>, read and checked.</summary>
    /// <exception cref="UserException">The store cannot be read.</exception>
    public async Task<References> LoadAsync(Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken) =>
        beat.Kind switch
        {
            TransitionKind.HardCut => await OfStyleAsync(storyboard.Project, style, null, cancellationToken),
            TransitionKind.Continuous => await OfShotAsync(storyboard, style, beat, cancellationToken),
            _ => References.None(),
        };

    private async Task<References> OfShotAsync(Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken)
    {
        var problem = (string?)null;
        foreach (var earlier in Earlier(storyboard.BeatsOf(style), beat))
        {
            var name = new ImageName(storyboard.Project, style, earlier.Shot, earlier.Id);
            var (image, copy, hash, flaw) = await ReadAsync(name, cancellationToken);
            if (image is not null)
            {
                return References.Earlier(
                    earlier.Id, image, problem is null ? null : $"{problem}; it is generated from beat {earlier.Id} instead.")
                    with
                { Copy = copy, Hash = hash };
            }

            problem ??= flaw is null
                ? $"Beat {earlier.Id} before it has no image"
                : $"The image of beat {earlier.Id} before it cannot serve as reference ({flaw})";
        }

        return await OfStyleAsync(storyboard.Project, style, problem ?? $"It is the first beat of shot {beat.Shot}", cancellationToken);
    }

    /// <summary>The beats of the same shot before <paramref name="beat"/>, the nearest first.</summary>
    private static IEnumerable<Beat> Earlier(ImmutableArray<Beat> beats, Beat beat)
    {
        for (var i = beats.IndexOf(beat) - 1; i >= 0; i--)
        {
            if (beats[i].Shot == beat.Shot)
            {
                yield return beats[i];
            }
        }
    }

    /// <summary>
    /// The hash of the style reference that a hard cut would get now; null when that does not matter for what was made of <paramref
    /// name="image"/>.
    /// </summary>
    public async Task<string?> StyleHashAsync(
        ProjectName project, ImageStyle style, Beat beat, StoredImage image, CancellationToken cancellationToken) =>
        beat.Kind is TransitionKind.HardCut && image.Provenance?.ReferenceHash is not null
            ? (await images.StyleReferenceAsync(project, style, cancellationToken))?.Hash()
            : null;

    /// <param name="project">Whose style reference.</param>
    /// <param name="style">In which style.</param>
    /// <param name="problem">Why it stands in for an earlier image; null: it does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<References> OfStyleAsync(ProjectName project, ImageStyle style, string? problem, CancellationToken cancellationToken)
    {
        if (await images.StyleReferenceAsync(project, style, cancellationToken) is not { } found)
        {
            return References.None(problem is null ? null : $"{problem}; it is generated from the prompt alone.");
        }

        var (image, copy, flaw) = await CheckAsync(found.Bytes, StyleLabel, cancellationToken);
        return image is null ? References.None($"The style reference cannot serve ({flaw}); it is generated from the prompt alone.")
            : References.Style(image, problem is null ? null : $"{problem}; it is generated from the style reference instead.")
                with
            { Copy = copy, Hash = found.Hash() };
    }

    private async Task<(
        ReferenceImage? Image,
        ReferenceCopy? Copy,
        string? Hash,
        string? Flaw)> ReadAsync(ImageName name, CancellationToken cancellationToken)
    {
        await using var stream = await images.OpenAsync(name, version: null, cancellationToken);
        if (stream is null)
        {
            return default;
        }

        if (stream.CanSeek && stream.Length > ImageInspector.MaxBytes)
        {
            return (null, null, null, $"it is larger than {ImageInspector.MaxBytes / 1_000_000} MB");
        }

        try
        {
            using var buffer = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, ImageInspector.MaxBytes) : 0);
            await stream.CopyToAsync(buffer, cancellationToken);
            var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
            var (image, copy, flaw) = await CheckAsync(bytes, PreviousLabel, cancellationToken);
            return (image, copy, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), flaw);
        }
        catch (IOException e)
        {
            return (null, null, null, e.Message);
        }
    }

    private async Task<(ReferenceImage? Image, ReferenceCopy? Copy, string? Flaw)> CheckAsync(
        ReadOnlyMemory<byte> bytes, string label, CancellationToken cancellationToken) => await processor.CheckAsync(bytes, cancellationToken) switch
        {
            ImageCheck.Whole whole when bytes.Length <= MaxBytes => (new ReferenceImage(label, bytes, whole.Format), null, null),
            ImageCheck.Whole => await processor.ShrinkReferenceAsync(bytes, MaxBytes, cancellationToken) is { } copy
                ? (new ReferenceImage(label, copy.Bytes, copy.Format),
                    new ReferenceCopy(copy.Format.MediaType(), copy.Width, copy.Height, copy.Bytes.Length, bytes.Length),
                    null)
                : (null, null, $"no smaller copy of its {bytes.Length / 1_000_000} MB can be made"),
            ImageCheck.Broken broken => (null, null, broken.Reason),
            var other => throw new InvalidOperationException($"Not a check: {other}."),
        };
}
