using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>The answer that each fault gives.</summary>
internal sealed class FaultReplies(AnswerOptions options, ImageStudio studio, ImageReplies images)
{
    private const string ErrorPage =
        "<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)</title><p>The server encountered a temporary error.";

    private const string SignInPage = "<!DOCTYPE html><html lang=en><title>Sign in</title><p>Sign in to use this network.";

    private const string Refusal =
        "I can't create images of real public figures. Describe an invented character, and I'll gladly create that image for you.";

    private const string Gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

    private static ReadOnlySpan<byte> HugeStart =>
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"A"""u8;

    public SimulatedReply For(SimulatedFault fault, SimulatorRequest request, ModelSize size) =>
        Refused(fault, request) ?? Lost(fault, request, size) ?? WithImage(fault, request, size) ?? WithOddImage(fault, request, size)
        ?? WithoutImage(fault, request) ?? throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Not a fault.");

    private SimulatedReply? Refused(SimulatedFault fault, SimulatorRequest request)
    {
        var window = options.Limits.Window;
        var limit = options.Limits.PerWindow ?? 10;
        var dayLimit = options.Limits.PerDay ?? 250;
        GoogleError? error = fault.Kind switch
        {
            FaultKind.PerMinute => RateLimits.PerMinute(request.Model, limit, window),
            FaultKind.StrayPerMinute => RateLimits.PerMinute(request.Model, limit, options.StrayRetryDelay),
            FaultKind.PerDay => RateLimits.PerDay(request.Model, dayLimit, window),
            FaultKind.PerMinuteAndDay => RateLimits.PerMinuteAndDay(request.Model, limit, dayLimit, window),
            FaultKind.NotEntitled => RateLimits.NotEntitled(request.Model, window),
            FaultKind.Spend => RateLimits.Spend(),
            FaultKind.Bare => RateLimits.Bare(),
            FaultKind.Prepaid => Refusals.Prepaid(),
            FaultKind.PrepaidAsBare429 => Refusals.PrepaidAsBare429(),
            FaultKind.InternalError => Refusals.Internal(),
            FaultKind.Unavailable => Refusals.Unavailable(),
            FaultKind.DeadlineExceeded => Refusals.DeadlineExceeded(),
            FaultKind.InvalidKey => Refusals.InvalidKey(),
            FaultKind.LeakedKey => Refusals.LeakedKey(),
            FaultKind.ModelGone => Refusals.UnknownModel(request.Model),
            FaultKind.ModelLost => Refusals.LostModel(request.Model),
            FaultKind.Location => Refusals.Location(),
            FaultKind.InvalidRequest => Refusals.InvalidArgument("Request contains an invalid argument."),
            _ => null,
        };
        return error is null ? null : error.ToReply() with { Outcome = fault.Name };
    }

    private SimulatedReply? Lost(SimulatedFault fault, SimulatorRequest request, ModelSize size) => fault.Kind switch
    {
        FaultKind.HtmlErrorPage => SimulatedReply.Html(502, ErrorPage, fault.Name),
        FaultKind.HtmlInsteadOfJson => SimulatedReply.Html(200, SignInPage, fault.Name),
        FaultKind.Redirect =>
            SimulatedReply.Html(302, "<!DOCTYPE html><title>302 Moved</title>", fault.Name) with { Location = "/elsewhere" },
        FaultKind.Hang => Ok(fault, []) with { Ending = ReplyEnding.Hang },
        FaultKind.CutBeforeAnswer => Ok(fault, []) with { Ending = ReplyEnding.CutBeforeHeaders },
        FaultKind.CutMidBody => images.Usual(request, size, fault.Name) with { Ending = ReplyEnding.CutMidBody },
        FaultKind.HugeBody => Ok(fault, HugeStart.ToArray()) with { Ending = ReplyEnding.Endless },
        _ => null,
    };

    private SimulatedReply? WithImage(SimulatedFault fault, SimulatorRequest request, ModelSize size) => fault.Kind switch
    {
        FaultKind.Slow => images.Usual(request, size, fault.Name),
        FaultKind.Jpeg => images.AsJpeg(request, size, fault.Name, "image/jpeg"),
        FaultKind.JpegLabelledPng => images.AsJpeg(request, size, fault.Name, "image/png"),
        FaultKind.ThoughtOnlyImage => images.ThoughtOnly(request, size, fault.Name),
        FaultKind.DraftAndFinal => images.DraftAndFinal(request, size, fault.Name),
        FaultKind.TwoImages => images.TwoImages(request, size, fault.Name),
        FaultKind.Base64UrlSafe => images.Encoded(request, size, fault.Name, ImageEncoding.UrlSafe),
        FaultKind.Base64LineBreaks => images.Encoded(request, size, fault.Name, ImageEncoding.LineBreaks),
        FaultKind.DataUrl => images.Encoded(request, size, fault.Name, ImageEncoding.DataUrl),
        FaultKind.OctetStream => images.Typed(request, size, fault.Name, "application/octet-stream"),
        FaultKind.NoMediaType => images.Typed(request, size, fault.Name, mediaType: null),
        _ => null,
    };

    private SimulatedReply? WithOddImage(SimulatedFault fault, SimulatorRequest request, ModelSize size)
    {
        var format = fault.Format ?? options.Format;
        byte[]? bytes = fault.Kind switch
        {
            FaultKind.TruncatedImage => Damage.Truncate(Image(), format, request.Seed),
            FaultKind.ZeroedImage => Damage.Zero(Image(), format, request.Seed),
            FaultKind.BrokenImage => Damage.Flip(Image(), format, request.Seed),
            FaultKind.MislabelledImage => studio.Draw(request, format),
            FaultKind.NoEndMarker => Damage.CutEnd(studio.Draw(request, format), format),
            FaultKind.TrailingBytes => [.. studio.Draw(request, format), .. "bytes behind the end"u8],
            FaultKind.WrongType => Convert.FromBase64String(Gif),
            FaultKind.NotAnImage => "This is not the image that you are looking for."u8.ToArray(),
            _ => null,
        };
        var label = fault.Kind != FaultKind.MislabelledImage ? format : format == AnswerFormat.Png ? AnswerFormat.Jpeg : AnswerFormat.Png;
        return bytes is null ? null : ImageReplies.Bytes(request, size, fault.Name, bytes, ImageReplies.TypeOf(label));

        byte[] Image() => studio.DrawToDamage(request, format);
    }

    private static SimulatedReply? WithoutImage(SimulatedFault fault, SimulatorRequest request) => fault.Kind switch
    {
        FaultKind.TextOnly => Ok(fault, ImageAnswer.WithTextOnly(request, "I can describe this scene, but I have not generated it.")),
        FaultKind.TextRefusal => Ok(fault, ImageAnswer.WithTextOnly(request, Refusal)),
        FaultKind.NoCandidates => Ok(fault, ImageAnswer.WithoutCandidates(request)),
        FaultKind.Finished => Ok(fault, ImageAnswer.FinishedWithout(request, fault.Reason!)),
        FaultKind.PromptBlocked => Ok(fault, ImageAnswer.PromptBlocked(request, fault.Reason!)),
        _ => null,
    };

    private static SimulatedReply Ok(SimulatedFault fault, byte[] body) => SimulatedReply.Json(200, body, fault.Name);
}
