using System.Text.RegularExpressions;
using ImageGen.Simulator;
using ImageGen.Tests.Simulator;

namespace ImageGen.Tests.Crash;

/// <summary>What was started over HTTP continues with the next <c>serve</c>, though no one asks; what was paused stays so.</summary>
public sealed partial class ServeKillTests : IAsyncLifetime
{
    private const int Beats = 36;

    private static readonly HttpClient Client = new();

    private CrashWorld _world = null!;
    private Uri _address = null!;
    private RunAccount _account = null!;

    public async Task InitializeAsync()
    {
        _world = await CrashWorld.OpenAsync(
            shots: 4, new SimulatorOptions { Latency = LatencyDistribution.Fixed(TimeSpan.FromMilliseconds(60)) });
        _account = new RunAccount(_world, Beats);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Serve_KilledWithARunUnderWay_TheNextOneFinishesItWithoutAClient()
    {
        await ServeAndKillAsync(
            calls: 8, async () => Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/api/generate-images", _world.StoryboardJson)));
        await ServeAndKillAsync(calls: 8);

        await using var serve = await ServeAsync();
        await EndedAsync();

        await serve.InterruptAsync();
        Assert.Equal(0, await serve.ExitAsync());
        await _account.AtEndAsync(output: null);
    }

    [Fact]
    public async Task Serve_KilledWithAPausedRun_TheNextOneMakesNoAttemptUntilItIsResumed()
    {
        await using (var first = await ServeAsync())
        {
            await PostAsync("/api/generate-images", _world.StoryboardJson);
            await _world.Watch.WhenArrivedAsync(6);
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/api/runs/tale-1/pause", "{}"));
            await KillAsync(first);
        }

        var calls = _world.Watch.Calls.Length;
        await using var second = await ServeAsync();
        Assert.Contains(
            "\"status\":\"paused\"",
            await Client.GetStringAsync(new Uri(_address, "/api/runs/tale-1?beats=false")),
            StringComparison.Ordinal);
        Assert.Equal(calls, _world.Watch.Calls.Length);

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/api/runs/tale-1/resume", "{}"));
        await EndedAsync();
        await second.InterruptAsync();
        Assert.Equal(0, await second.ExitAsync());
        await _account.AtEndAsync(output: null);
    }

    private async Task ServeAndKillAsync(int calls, Func<Task>? ask = null)
    {
        using var kill = new KillSwitch(_world, KillEvent.Call, calls);
        await using var serve = ask is null ? Start() : await ServeAsync();
        kill.Arm(serve);
        await (ask?.Invoke() ?? Task.CompletedTask);
        await kill.Fired.WaitAsync(TimeSpan.FromMinutes(2));
        await serve.ExitAsync();
        await _account.AfterKillAsync(kill.InFlight);
    }

    private async Task KillAsync(CliProcess process)
    {
        var inFlight = _world.Watch.InFlight;
        process.Kill();
        await process.ExitAsync();
        await _account.AfterKillAsync([.. inFlight.Intersect(_world.Watch.InFlight)]);
    }

    private CliProcess Start() => _world.Start("serve", "--urls", "http://127.0.0.1:0");

    private async Task<CliProcess> ServeAsync()
    {
        var serve = Start();
        await serve.SaysAsync("Serving http");
        _address = new Uri(Address().Match(serve.Output).Value);
        return serve;
    }

    private async Task<HttpStatusCode> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync(new Uri(_address, path), content);
        return answer.StatusCode;
    }

    private Task EndedAsync() => Eventually.TrueAsync(() => _world.ReadAsync(s => s.HasEnded).GetAwaiter().GetResult());

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
