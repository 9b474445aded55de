using System.Collections.Immutable;
using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>The answers that hold a whole image, as Google and as relays write them.</summary>
internal sealed class ImageReplies(SimulatorOptions options, ImageStudio studio)
{
    private const string Png = "image/png";
    private const string Jpeg = "image/jpeg";

    private string Type => options.Format == AnswerFormat.Jpeg ? Jpeg : Png;

    /// <summary>The usual answer.</summary>
    public SimulatedReply Usual(SimulatorRequest request, ModelSize size, string outcome) => options.Thoughts switch
    {
        ThoughtMode.Drafts => DraftAndFinal(request, size, outcome),
        ThoughtMode.Usage => Reply(request, size, outcome, hasThoughts: true, Final(request)),
        _ => Reply(request, size, outcome, hasThoughts: false, Final(request)),
    };

    /// <summary>A draft flagged as a thought, then the image.</summary>
    public SimulatedReply DraftAndFinal(SimulatorRequest request, ModelSize size, string outcome) =>
        Reply(request, size, outcome, hasThoughts: true, Draft(request) with { IsThought = true }, Final(request));

    /// <summary>A draft and the image, neither flagged.</summary>
    public SimulatedReply TwoImages(SimulatorRequest request, ModelSize size, string outcome) =>
        Reply(request, size, outcome, hasThoughts: true, Draft(request), Final(request));

    /// <summary>The image, flagged as a thought.</summary>
    public SimulatedReply ThoughtOnly(SimulatorRequest request, ModelSize size, string outcome) =>
        Reply(request, size, outcome, hasThoughts: true, Final(request) with { IsThought = true });

    public SimulatedReply Encoded(SimulatorRequest request, ModelSize size, string outcome, ImageEncoding encoding) =>
        Reply(request, size, outcome, hasThoughts: false, Final(request) with { Encoding = encoding });

    public SimulatedReply Typed(SimulatorRequest request, ModelSize size, string outcome, string? mediaType) =>
        Reply(request, size, outcome, hasThoughts: false, Final(request) with { MediaType = mediaType });

    public SimulatedReply AsJpeg(SimulatorRequest request, ModelSize size, string outcome, string mediaType) =>
        Reply(request, size, outcome, hasThoughts: false, new ImagePart(studio.DrawJpeg(request), mediaType));

    /// <summary>Bytes that are no whole image, under the label of a PNG.</summary>
    public static SimulatedReply Spoiled(SimulatorRequest request, ModelSize size, string outcome, ReadOnlyMemory<byte> bytes) =>
        Reply(request, size, outcome, hasThoughts: false, new ImagePart(bytes, Png));

    private static SimulatedReply Reply(
        SimulatorRequest request, ModelSize size, string outcome, bool hasThoughts, params ImmutableArray<ImagePart> images) =>
        SimulatedReply.Json(
            200, ImageAnswer.WithImages(request, images, size.Tokens, hasThoughts ? Bill.ThoughtTokens(request) : 0), outcome);

    private ImagePart Final(SimulatorRequest request) => new(studio.Draw(request, options.Format), Type);

    private ImagePart Draft(SimulatorRequest request) => new(ImageStudio.DrawDraft(request, options.Format), Type);
}
