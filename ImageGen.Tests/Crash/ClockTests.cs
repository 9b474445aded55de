using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Simulator.Log;

namespace ImageGen.Tests.Crash;

/// <summary>The wall clock is set in the midst of a run; what the machine counts since its start continues as ever.</summary>
public sealed class ClockTests
{
    private const int PerWindow = 2;
    private const int Beats = 36;

    private readonly ManualTimeProvider _clock = new();

    [Theory]
    [InlineData(-5)]
    [InlineData(-0.02)]
    public async Task Run_ClockIsSetBack_ContinuesAtItsPaceAndBreaksNoLimit(double hours) =>
        Assert.Empty(await RefusedAsync(TimeSpan.FromHours(hours)));

    /// <summary>
    /// For all that can be known the machine slept: the window is believed to be over, and the service says that it is not. It names the
    /// instant at which the first of its calls leaves the window; what was called later than that may be refused once more.
    /// </summary>
    [Theory]
    [InlineData(72)]
    [InlineData(1)]
    public async Task Run_ClockIsSetForward_ContinuesAndIsRefusedForOneWindowAtMost(double hours)
    {
        var refused = await RefusedAsync(TimeSpan.FromHours(hours));

        Assert.All(refused.CountBy(call => call.Project), project => Assert.InRange(project.Value, 1, PerWindow + 1));
    }

    /// <summary>A whole run whose clock jumps by that much after ten calls; returns the calls that the service refused.</summary>
    private async Task<CallRecord[]> RefusedAsync(TimeSpan jump)
    {
        var wall = new JumpingClock(_clock);
        var hold = new ClockHold();
        var window = TimeSpan.FromSeconds(10);
        await using var world = await CrashWorld.OpenAsync(
            shots: 4, new SimulatorOptions
            {
                RequestsPerWindow = PerWindow,
                Window = window,
                Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(1)),
            }, _clock);
        world.With("ImageGen__Limits__Requests", $"{PerWindow}").With("ImageGen__Limits__Window", $"{window}");
        using var http = new HttpMessageInvoker(world.Simulator.CreateHandler());
        await using (var host = await world.OpenHostAsync(
            wall, services =>
                services with
                {
                    Model = new PunctualModel(
                        new GeminiRestModel(http, new GeminiOptions { BaseUrl = "http://simulator" }, wall), hold, wall),
                }))
        {
            var storyboard = Assert.IsType<StoryboardReadResult.Accepted>(
                StoryboardReader.Read(System.Text.Encoding.UTF8.GetBytes(world.StoryboardJson))).Storyboard;
            var run = await host.StartAsync(storyboard, default);
            await using var pump = new ClockPump(_clock, hold);
            await world.Watch.WhenArrivedAsync(10);
            wall.Jump(jump);
            await foreach (var update in host.WatchAsync(run.RunId, default).WithCancellation(
                new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token))
            {
                Assert.NotEqual(RunStatus.Paused, update.View.Status);
            }
        }

        Assert.Equal(RunStatus.Completed, await world.ReadAsync(s => s.Status));
        Assert.Equal(Beats, Disk.Images(world.Data).Count);
        Assert.Equal(Beats, world.Simulator.Calls.Count(CallWatch.GaveImage));
        return [.. world.Simulator.Calls.Where(call => call.Status == 429)];
    }

    /// <summary>
    /// No time passes between the beginning of an attempt and its arrival at the service, which counts from then: a thread that the machine
    /// keeps waiting there would make attempts of two windows arrive in one. What passed before the clock was held is told, as a real
    /// request tells how long it waited before it was sent.
    /// </summary>
    private sealed class PunctualModel(IImageModel inner, ClockHold hold, TimeProvider time) : IImageModel
    {
        public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
        {
            var began = time.GetTimestamp();
            var (waited, sent) = hold.Run(() => (time.GetElapsedTime(began), inner.GenerateAsync(request, key, cancellationToken)));
            var answer = await sent;
            return answer with { SentAfter = waited + answer.SentAfter };
        }
    }

    /// <summary>A clock whose wall time can be set; timers and what it counts are not concerned, as on a real machine.</summary>
    private sealed class JumpingClock(TimeProvider inner) : TimeProvider
    {
        private long _offset;

        public override long TimestampFrequency => inner.TimestampFrequency;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
