using System.Diagnostics;
using System.Diagnostics.Metrics;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>What can be measured of generation, under the name <see cref="Name"/>. Tags hold styles, models and classes only.</summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "ImageGen";

    private const string Style = "imagegen.style";
    private const string Model = "imagegen.model";
    private const string Outcome = "imagegen.outcome";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Beats = Meter.CreateCounter<long>(
        "imagegen.beats", "{beat}", "How activities for beats ended, by style and outcome.");

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "imagegen.calls", "{call}", "Calls to the image model, by style and failure class (or Image).");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>(
        "imagegen.cost", "{USD}", "US dollars that calls cost, by style and model.");

    private static readonly Histogram<double> CallDuration = Meter.CreateHistogram<double>(
        "imagegen.call.duration", "s", "How long calls took, by style and failure class (or Image).");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "imagegen.wait.duration", "s", "How long beats that were ready waited for the instant of their reservation, by style.");

    internal static Activity? BeginBeat(GenerateBeatRequest request) => Source.StartActivity("generate beat")
        ?.SetTag("imagegen.run", request.RunId)
        .SetTag(Style, request.Style.Name())
        .SetTag("imagegen.beat", request.Beat.Value)
        .SetTag("imagegen.key", request.Reservation.KeyId);

    internal static Activity? BeginCall(ImageRequest request) => Source.StartActivity("call model", ActivityKind.Client)
        ?.SetTag(Model, request.Model)
        .SetTag("imagegen.references", request.References.Length);

    internal static void EndBeat(Activity? activity, ImageStyle style, BeatOutcomeKind outcome)
    {
        activity?.SetTag(Outcome, outcome.ToString());
        Beats.Add(1, new(Style, style.Name()), new(Outcome, outcome.ToString()));
    }

    internal static void EndCall(Activity? activity, ImageStyle style, string model, PaidAttempt call)
    {
        var outcome = call.Failure?.Kind.ToString() ?? nameof(ModelAnswer.Image);
        activity?.SetTag(Outcome, outcome).SetStatus(call.Failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        var tags = new TagList { { Style, style.Name() }, { Outcome, outcome } };
        Calls.Add(1, tags);
        CallDuration.Record(call.Duration.TotalSeconds, tags);
        Cost.Add((double)call.CostUsd, new(Style, style.Name()), new(Model, model));
    }

    internal static void RecordWait(ImageStyle style, TimeSpan wait) =>
        Waits.Record(wait.TotalSeconds, new KeyValuePair<string, object?>(Style, style.Name()));
}
