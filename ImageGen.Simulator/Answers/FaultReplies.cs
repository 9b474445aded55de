using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Pictures;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>The answer that each fault gives.</summary>
internal static class FaultReplies
{
    public const string ClaimedPng = "image/png";

    private const string ErrorPage =
        "<!DOCTYPE html><html lang=en><title>Error 502 (Server Error)</title><p>The server encountered a temporary error.";

    private const string SignInPage = "<!DOCTYPE html><html lang=en><title>Sign in</title><p>Sign in to use this network.";

    private static ReadOnlySpan<byte> HugeStart =>
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"A"""u8;

    public static SimulatedReply For(
        SimulatedFault fault, SimulatorRequest request, SimulatorOptions options, PictureStudio studio, ModelSize size)
    {
        var window = options.Window / options.Speed;
        var limit = options.RequestsPerWindow ?? 10;
        var dayLimit = options.RequestsPerDay ?? 250;
        return fault.Kind switch
        {
            FaultKind.PerMinute => Refused(RateLimits.PerMinute(request.Model, limit, window)),
            FaultKind.PerDay => Refused(RateLimits.PerDay(request.Model, dayLimit, window)),
            FaultKind.PerMinuteAndDay => Refused(RateLimits.PerMinuteAndDay(request.Model, limit, dayLimit, window)),
            FaultKind.NotEntitled => Refused(RateLimits.NotEntitled(request.Model, window)),
            FaultKind.Spend => Refused(RateLimits.Spend()),
            FaultKind.Bare => Refused(RateLimits.Bare()),
            FaultKind.InternalError => Refused(Refusals.Internal()),
            FaultKind.Unavailable => Refused(Refusals.Unavailable()),
            FaultKind.DeadlineExceeded => Refused(Refusals.DeadlineExceeded()),
            FaultKind.InvalidKey => Refused(Refusals.InvalidKey()),
            FaultKind.LeakedKey => Refused(Refusals.LeakedKey()),
            FaultKind.ModelGone => Refused(Refusals.UnknownModel(request.Model)),
            FaultKind.InvalidRequest => Refused(Refusals.InvalidArgument("Request contains an invalid argument.")),
            FaultKind.HtmlErrorPage => Page(502, ErrorPage),
            FaultKind.HtmlInsteadOfJson => Page(200, SignInPage),
            FaultKind.Redirect => Page(302, "<!DOCTYPE html><title>302 Moved</title>") with { Location = "/elsewhere" },
            FaultKind.Hang => Ok([]) with { Ending = ReplyEnding.Hang },
            FaultKind.CutBeforeAnswer => Ok([]) with { Ending = ReplyEnding.CutBeforeHeaders },
            FaultKind.CutMidBody => Image(studio.Draw(request), ClaimedPng) with { Ending = ReplyEnding.CutMidBody },
            FaultKind.HugeBody => Ok(HugeStart.ToArray()) with { Ending = ReplyEnding.Endless },
            FaultKind.TextOnly => Ok(PictureAnswer.WithTextOnly(request)),
            FaultKind.NoCandidates => Ok(PictureAnswer.WithoutCandidates(request)),
            FaultKind.Finished => Ok(PictureAnswer.FinishedWithout(request, fault.Reason!)),
            FaultKind.PromptBlocked => Ok(PictureAnswer.PromptBlocked(request, fault.Reason!)),
            FaultKind.Jpeg => Image(studio.DrawJpeg(request), "image/jpeg"),
            FaultKind.JpegLabelledPng => Image(studio.DrawJpeg(request), ClaimedPng),
            FaultKind.TruncatedImage => Image(FirstHalf(studio.Draw(request)), ClaimedPng),
            FaultKind.BrokenImage => Image(Damaged(studio.Draw(request)), ClaimedPng),
            FaultKind.NotAnImage => Image("This is not the picture that you are looking for."u8.ToArray(), ClaimedPng),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "Not a fault."),
        };

        SimulatedReply Refused(GoogleError error) => error.ToReply() with { Outcome = fault.Name };
        SimulatedReply Page(int status, string html) => SimulatedReply.Html(status, html, fault.Name);
        SimulatedReply Ok(byte[] body) => SimulatedReply.Json(200, body, fault.Name);
        SimulatedReply Image(ReadOnlyMemory<byte> image, string type) => Ok(PictureAnswer.WithImage(request, image, type, size.Tokens));
    }

    private static ReadOnlyMemory<byte> FirstHalf(ReadOnlyMemory<byte> image) => image[..(image.Length / 2)];

    private static byte[] Damaged(ReadOnlyMemory<byte> image)
    {
        var bytes = image.ToArray();
        for (var i = 0; i < 4; i++) bytes[(bytes.Length / 2) + i] ^= 0x5A;
        return bytes;
    }
}
