using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>What a beat's image is generated from: the request to the model, and how the image's provenance describes it.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="References">Its reference images.</param>
/// <param name="Options">The run's options.</param>
/// <param name="Request">The request to the model.</param>
internal sealed record BeatContent(Beat Beat, References References, RunOptions Options, ImageRequest Request)
{
    public static BeatContent Of(Beat beat, References references, RunOptions options, ModelCatalogue models)
    {
        var model = options.Model ?? ModelCatalogue.DefaultModel;
        var request = new ImageRequest(model, PromptOf(beat, references), references.Images, options.AspectRatio, options.ImageSize)
        {
            Timeout = models.TimeoutOf(model, options.ImageSize),
        };
        return new BeatContent(beat, references, options, request);
    }

    /// <summary>The provenance of the image that <paramref name="call"/> returned.</summary>
    public ImageProvenance ProvenanceOf(string runId, string attempt, string keyId, PaidAttempt call, int? candidate) => new(
        runId, attempt, Request.Model, PromptHash.Of(Beat, Options), keyId, References.Words, call.Usage, call.CostUsd, call.Duration,
        call.EndedAt)
    {
        PromptTextHash = PromptHash.OfText(Beat.Prompt),
        ImageSize = Request.ImageSize,
        AspectRatio = Request.AspectRatio,
        ReferenceHash = References.Hash,
        InstructionHash = Beat.Instruction is { } instruction ? PromptHash.OfText(instruction) : null,
        ReferenceCopy = References.Copy,
        References = References.Sent,
        LeftOut = References.LeftOut,
        Candidate = candidate,
    };

    /// <summary>The prompt and the instruction; the instruction alone where the image to change is sent with it.</summary>
    private static string PromptOf(Beat beat, References references) => beat.Instruction is not { } instruction ? beat.Prompt
        : references.Words == References.PresentWords ? instruction
        : $"{beat.Prompt}\n\n{instruction}";
}
