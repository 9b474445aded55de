using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>The answers that hold a whole image, as Google and as relays write them.</summary>
internal sealed class ImageReplies(AnswerOptions options, ImageStudio studio)
{
    private string Type => TypeOf(options.Format);

    /// <summary>The media type of images of that format.</summary>
    public static string TypeOf(AnswerFormat format) => format switch
    {
        AnswerFormat.Png => "image/png",
        AnswerFormat.Jpeg => "image/jpeg",
        _ => "image/webp",
    };

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
        Bytes(request, size, outcome, studio.Draw(request, AnswerFormat.Jpeg), mediaType);

    /// <summary>Any bytes under any label.</summary>
    public static SimulatedReply Bytes(
        SimulatorRequest request, ModelSize size, string outcome, ReadOnlyMemory<byte> bytes, string mediaType) =>
        Reply(request, size, outcome, hasThoughts: false, new ImagePart(bytes, mediaType));

    private static SimulatedReply Reply(
        SimulatorRequest request, ModelSize size, string outcome, bool hasThoughts, params ImmutableArray<ImagePart> images) =>
        SimulatedReply.Json(
            200, ImageAnswer.WithImages(request, images, size.Tokens, hasThoughts ? Bill.ThoughtTokens(request) : 0), outcome);

    private ImagePart Final(SimulatorRequest request) => new(studio.Draw(request, options.Format), Type);

    private ImagePart Draft(SimulatorRequest request) => new(ImageStudio.DrawDraft(request, options.Format), Type);
}
