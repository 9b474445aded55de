using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Where images are kept that were paid for and cannot be used, with the reason: for a person who wants to see what came.
/// </summary>
/// <remarks>Thread-safe. Bounded: the oldest of a project make room for new ones.</remarks>
public interface IRejectedImages
{
    /// <summary>The most images that are kept of a project.</summary>
    const int MaxImages = 50;

    /// <summary>The most bytes that are kept of a project: 200 MB.</summary>
    const long MaxBytes = 200_000_000;

    /// <summary>Keeps an image. The same attempt's again does no harm.</summary>
    /// <exception cref="UserException">It cannot be stored.</exception>
    Task KeepAsync(RejectedImage image, CancellationToken cancellationToken);

    /// <summary>Deletes those of a run. No harm if there is none.</summary>
    /// <exception cref="UserException">One cannot be deleted.</exception>
    Task DeleteAsync(ProjectName project, string runId, CancellationToken cancellationToken);
}

/// <summary>An image that was rejected.</summary>
/// <param name="Name">Of which beat.</param>
/// <param name="RunId">The run.</param>
/// <param name="Attempt">The attempt that it was paid with.</param>
/// <param name="Bytes">What came.</param>
/// <param name="Format">What it begins like; null: none of the types that are stored.</param>
/// <param name="Reason">One sentence for people.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="At">When it came.</param>
public sealed record RejectedImage(
    ImageName Name, string RunId, string Attempt, ReadOnlyMemory<byte> Bytes, ImageFormat? Format, string Reason, decimal CostUsd,
    DateTimeOffset At);
