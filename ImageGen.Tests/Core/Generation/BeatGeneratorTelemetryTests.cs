using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ImageGen.Tests.Core.Generation;

public sealed class BeatGeneratorTelemetryTests
{
    /// <summary>The instruments are this process's: only what this test's own flow records counts.</summary>
    private static readonly AsyncLocal<ConcurrentQueue<string>?> Mine = new();

    [Fact]
    public async Task Generate_CallsOfEachKind_AreMeasuredWithoutPromptOrKey()
    {
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => Enable(instrument, listener) };
        meters.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i.Name, value, tags));
        meters.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i.Name, value, tags));
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Mine.Value?.Enqueue($"{activity.OperationName} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(activities);
        var noted = Mine.Value = new ConcurrentQueue<string>();
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.Transient);
        world.Model.Answers(_ =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(8));
            return Task.FromResult<ModelAnswer>(Fakes.ScriptedModel.Image(1));
        });

        await world.DrawAsync();
        await world.DrawAsync();

        string[] expected =
        [
            "imagegen.beats 1 clear Retry", "imagegen.calls 1 clear Transient", "imagegen.call.duration 0 clear Transient",
            "imagegen.cost 0 clear gemini-3.1-flash-image",
            "imagegen.beats 1 clear Done", "imagegen.calls 1 clear Image", "imagegen.call.duration 8 clear Image", "imagegen.cost 0.067 "
                + "clear gemini-3.1-flash-image",
            "imagegen.wait.duration 0 clear",
        ];
        Assert.All(expected, line => Assert.Contains(line, noted));
        Assert.Contains(noted, line => line.StartsWith("call model ", StringComparison.Ordinal));
        Assert.Contains(
            noted,
            line => line.StartsWith("generate beat ", StringComparison.Ordinal) && line.Contains("clear-1", StringComparison.Ordinal));
        Assert.DoesNotContain(
            noted, line => line.Contains("test-key", StringComparison.Ordinal) || line.Contains("Generate beat", StringComparison.Ordinal));
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == Telemetry.Name)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static void Note<T>(string name, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : IFormattable
    {
        var words = string.Join(' ', tags.ToArray().Select(t => t.Value));
        Mine.Value?.Enqueue(FormattableString.Invariant($"{name} {value} {words}"));
    }
}
