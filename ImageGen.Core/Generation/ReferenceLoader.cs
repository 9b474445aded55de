using System.Globalization;
using ImageGen.Core.Ports;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Finds what a beat is drawn from. A hard cut: the project's style reference. A continuous beat: the nearest earlier picture of its shot,
/// else the style reference. Any other: the prompt alone. Whatever is not as it should be is said in a note, and never stops the beat.
/// </summary>
internal sealed class ReferenceLoader(IImageStore images)
{
    /// <summary>The largest picture that the service takes in a request, in bytes.</summary>
    public const int MaxBytes = 7_000_000;

    private const string StyleLabel = "Style reference:";
    private const string PreviousLabel = "Previous frame of this shot:";

    /// <summary>The references of <paramref name="beat"/>, read and checked.</summary>
    /// <exception cref="UserException">The store cannot be read.</exception>
    public async Task<References> LoadAsync(Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken) => beat.Kind switch
    {
        TransitionKind.HardCut => await OfStyleAsync(storyboard.Project, null, cancellationToken),
        TransitionKind.Continuous => await OfShotAsync(storyboard, style, beat, cancellationToken),
        _ => References.None(),
    };

    private async Task<References> OfShotAsync(Storyboard storyboard, ImageStyle style, Beat beat, CancellationToken cancellationToken)
    {
        var problem = (string?)null;
        foreach (var earlier in Earlier(storyboard.BeatsOf(style), beat))
        {
            var name = new ImageName(storyboard.Project, style, earlier.Shot, earlier.Id);
            var (image, flaw) = await ReadAsync(name, cancellationToken);
            if (image is not null)
            {
                return References.Earlier(earlier.Id, image, problem is null ? null : $"{problem}; it is drawn from beat {earlier.Id} instead.");
            }

            problem ??= flaw is null
                ? $"Beat {earlier.Id} before it has no picture"
                : $"The picture of beat {earlier.Id} before it cannot serve as reference ({flaw})";
        }

        return await OfStyleAsync(storyboard.Project, problem ?? $"It is the first beat of shot {beat.Shot}", cancellationToken);
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

    /// <param name="project">Whose style reference.</param>
    /// <param name="problem">Why it stands in for an earlier picture; null: it does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<References> OfStyleAsync(ProjectName project, string? problem, CancellationToken cancellationToken)
    {
        if (await images.StyleReferenceAsync(project, cancellationToken) is not { } picture)
        {
            return References.None(problem is null ? null : $"{problem}; it is drawn from the prompt alone.");
        }

        var (image, flaw) = Check(picture.Bytes, StyleLabel);
        return image is null ? References.None($"The style reference cannot serve ({flaw}); it is drawn from the prompt alone.")
            : References.Style(image, problem is null ? null : $"{problem}; it is drawn from the style reference instead.");
    }

    private async Task<(ReferenceImage? Image, string? Flaw)> ReadAsync(ImageName name, CancellationToken cancellationToken)
    {
        await using var stream = await images.OpenAsync(name, version: null, cancellationToken);
        if (stream is null)
        {
            return default;
        }

        try
        {
            // One byte more than may be is enough to know.
            var bytes = new byte[(int)Math.Min(stream.CanSeek ? stream.Length : MaxBytes + 1, MaxBytes + 1)];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Check(bytes.AsMemory(0, read), PreviousLabel);
        }
        catch (IOException e)
        {
            return (null, e.Message);
        }
    }

    private static (ReferenceImage? Image, string? Flaw) Check(ReadOnlyMemory<byte> bytes, string label) =>
        bytes.Length > MaxBytes
            ? (null, string.Create(CultureInfo.InvariantCulture, $"it is larger than the {MaxBytes / 1_000_000} MB that the service takes"))
            : ImageInspector.Inspect(bytes) switch
            {
                ImageCheck.Whole whole => (new ReferenceImage(label, bytes, whole.Format), null),
                ImageCheck.Broken broken => (null, broken.Reason),
                var other => throw new InvalidOperationException($"Not a check: {other}."),
            };
}
