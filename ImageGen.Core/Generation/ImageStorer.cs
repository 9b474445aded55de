using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Stores images that are paid for, and does not give up at once.</summary>
internal sealed class ImageStorer(IImageStore images, ImageHandling handling, TimeProvider time)
{
    /// <summary>How often a save is tried again.</summary>
    public const int Retries = 3;

    /// <summary>The wait before each of them.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Stores the image of <paramref name="call"/>, in the type that is wanted.</summary>
    /// <exception cref="UserException">It could not be stored, and not for want of trying.</exception>
    public Task<StorerResult> StoreAsync(ImageName name, PaidAttempt call, ImageProvenance provenance, bool replaces) =>
        StoreAsync(name, call, provenance, async (prepared, made) =>
        {
            var image = await images.SaveAsync(name, prepared.Bytes, prepared.Format, made, keepOld: replaces, CancellationToken.None);

            // Where another one is in the place, this one is paid for as well.
            return (image, IsOf(image, made)
                ? null
                : await images.SaveBesideAsync(name, prepared.Bytes, prepared.Format, made, CancellationToken.None));
        });

    /// <summary>The same for a further candidate, which is stored beside the image that is in its place.</summary>
    public Task<StorerResult> StoreBesideAsync(ImageName name, PaidAttempt call, ImageProvenance provenance) =>
        StoreAsync(name, call, provenance, async (prepared, made) =>
            (await images.SaveBesideAsync(name, prepared.Bytes, prepared.Format, made, CancellationToken.None), null));

    private async Task<StorerResult> StoreAsync(
        ImageName name,
        PaidAttempt call,
        ImageProvenance provenance,
        Func<PreparedImage, ImageProvenance, Task<(StoredImage Image, StoredImage? Beside)>> saveAsync)
    {
        using var prepared = await handling.Processor.PrepareAsync(call.Bytes, call.Format!.Value, handling.Format, CancellationToken.None);
        provenance = provenance with { Original = prepared.Original };
        for (var failures = 0; ; failures++)
        {
            try
            {
                var (image, beside) = await saveAsync(prepared, provenance);
                var isOurs = IsOf(image, provenance);
                if (handling.Thumbnails is not null && isOurs)
                {
                    await handling.Thumbnails.MakeAsync(name, image, call.Bytes);
                }

                const string Other =
                    "Another image was put there while this one was generated; that one is kept, and this one is among its versions.";
                return new StorerResult(image, isOurs ? null : Other) { Beside = beside };
            }
            catch (UserException) when (failures < Retries)
            {
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    private static bool IsOf(StoredImage image, ImageProvenance made) =>
        image.Provenance?.RunId == made.RunId && image.Provenance.Attempt == made.Attempt;

    /// <summary>
    /// Keeps the image of <paramref name="call"/> where a person can look at it, if it was damaged. That it cannot be kept fails
    /// nothing.
    /// </summary>
    public async Task StoreRejectedAsync(ImageName name, PaidAttempt call, ImageProvenance provenance)
    {
        if (handling.Rejected is null || call.Failure is null || call.Bytes.IsEmpty)
        {
            return;
        }

        try
        {
            await handling.Rejected.KeepAsync(
                new RejectedImage(
                    name, provenance.RunId, provenance.Attempt, call.Bytes, call.Format, call.Failure.Reason, call.CostUsd, call.EndedAt),
                CancellationToken.None);
        }
        catch (UserException)
        {
            // The attempt and its price are in the log.
        }
    }
}

/// <summary>An image that is stored.</summary>
/// <param name="Image">What is under the name now.</param>
/// <param name="Note">What a person should know of it; null: nothing.</param>
internal readonly record struct StorerResult(StoredImage Image, string? Note)
{
    /// <summary>The image of the attempt among the versions, because another one was in its place; null: it is in its place.</summary>
    public StoredImage? Beside { get; init; }
}
