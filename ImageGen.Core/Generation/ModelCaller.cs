using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>One request to the image model, with its duration, its cost and the check of the image that came.</summary>
internal sealed class ModelCaller(IImageModel model, ModelCatalogue models, ImageProcessor processor, TimeProvider time)
{
    /// <summary>Makes the attempt. It is paid from here on, whatever the answer is.</summary>
    public async Task<PaidAttempt> CallAsync(ImageRequest asked, ApiKey key, ImageStyle style, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.BeginCall(asked);
        var (startedAt, began) = (time.GetUtcNow(), time.GetTimestamp());
        var answer = await model.GenerateAsync(asked, key, cancellationToken);
        var (endedAt, duration) = (time.GetUtcNow(), time.GetElapsedTime(began));
        var call = answer switch
        {
            ModelAnswer.Image image => await processor.CheckAsync(image.Bytes, CancellationToken.None) switch
            {
                ImageCheck.Whole whole => Ended(image.Usage, hasImage: true, null, image.Bytes, whole.Format),
                ImageCheck.Broken broken => Ended(
                    image.Usage,
                    hasImage: true,
                    new ModelFailure(FailureKind.BrokenImage, $"The image that came cannot be used. {broken.Reason}"),
                    image.Bytes,
                    broken.Format),
                var other => throw new InvalidOperationException($"Not a check: {other}."),
            },
            ModelAnswer.NoImage none => Ended(none.Usage, hasImage: false, none.Why),
            _ => throw new InvalidOperationException($"Not an answer: {answer.GetType()}."),
        };
        Telemetry.EndCall(activity, style, asked.Model, call);
        return call with { Lease = answer.Lease };

        PaidAttempt Ended(
            TokenUsage? usage, bool hasImage, ModelFailure? failure, ReadOnlyMemory<byte> bytes = default, ImageFormat? format = null)
        {
            var estimate = models.EstimateUsd(asked.Model, asked.ImageSize, asked.References.Length);
            var isBroken = failure?.Kind is FailureKind.BrokenImage;
            var cost = models.CostUsd(asked.Model, asked.ImageSize, usage, asked.References.Length, hasImage || isBroken);
            return new PaidAttempt(
                startedAt + answer.SentAfter,
                endedAt,
                duration,
                isBroken ? Math.Max(cost, estimate) : cost,
                failure?.Kind is FailureKind.Unanswered ? estimate : 0,
                usage,
                bytes,
                format,
                failure)
            {
                Model = asked.Model,
            };
        }
    }
}
