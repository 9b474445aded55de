using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Tests.Simulation;
using Xunit.Abstractions;

namespace ImageGen.Tests.Crash;

/// <summary>
/// The program is killed, again and again, while it generates 90 beats and everything goes wrong that can be got over. What it says is held
/// against what lies on the disk and what the simulator saw, after each kill and at the end.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Shots = 10;
    private const int Beats = Shots * 3 * 3;
    private const int AtOnce = 2;

    [Fact]
    public Task Generate_KilledAtSixInstants_EveryImageIsThereOnceAndOnlyCallsInFlightArePaidAgain() => KillAsync(times: 6);

    [Fact]
    [Trait("Lane", "second")]
    public Task Generate_KilledAtAHundredInstants_EveryImageIsThereOnceAndOnlyCallsInFlightArePaidAgain() => KillAsync(times: 100);

    private async Task KillAsync(int times)
    {
        var each = times / AtOnce;
        var runs = (
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(n => Task.Run(() => KillAsync(n, each))))).SelectMany(r => r).ToList();

        Assert.Equal(times, runs.Sum(r => r.Kills));
        output.WriteLine($"{runs.Sum(r => r.Kills)} kills in {runs.Count} runs; {runs.Sum(r => r.InFlight)} calls in flight at kills, "
            + $"{runs.Sum(r => r.Unanswered)} of them unanswered; {runs.Sum(r => r.Beyond)} calls beyond the beats.");
    }

    [Fact]
    [Trait("Lane", "second")]
    public async Task Generate_ThirtyPercentTimeOutsAndCutsAndTwentyKills_ReportsTheBillOrATenthMore()
    {
        // At instants inside the attempts, as with real latencies: hardly ever between the log and the request.
        var run = await RunAsync(
            77,
            kills: 20,
            Cuts(77) with
            {
                Latency = new LatencyDistribution(
                TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.9))
            },
            (world, at) => new KillSwitch(world.With("ImageGen__Gemini__Timeout", "00:00:03"), KillEvent.Answer, new Dice(at).Int(1, 12)));

        Assert.InRange(run.Reported, run.Bill, 1.1m * run.Bill);
        output.WriteLine($"{run.Kills} kills: ${run.Bill} billed, ${run.Reported} reported, of it ${run.Unconfirmed} unconfirmed.");
    }

    [Fact]
    public async Task Generate_KilledWhileItStartsAndTwiceInARow_ContinuesAsIfNothingHadBeen()
    {
        await using var world = await CrashWorld.OpenAsync(shots: 1);
        var account = new RunAccount(world, beats: 9);
        for (var count = 1; count <= 6; count++)
        {
            using var kill = new KillSwitch(world, KillEvent.File, count);
            await using var process = world.Generate();
            kill.Arm(process);
            await process.ExitAsync();
            Assert.True(kill.Fired.IsCompleted, $"{kill}: {process}");
            await account.AfterKillAsync(kill.InFlight);
        }

        await using var last = world.Generate();
        Assert.True(await last.ExitAsync() == 0, $"{last}");
        await account.AtEndAsync(last.Output);
    }

    [Fact]
    public async Task Generate_KilledThreeTimesWithoutAnImage_IsPausedWithTheReasonAndNotCalledAgain()
    {
        var hangs = true;
        await using var world = await CrashWorld.OpenAsync(
            shots: 1, new SimulatorOptions { Script = [new ScriptedFault(SimulatedFault.Hang, _ => hangs, int.MaxValue)] });
        world.With("ImageGen__CrashLimit", "3");
        var account = new RunAccount(world, beats: 9);
        for (var start = 1; start <= 3; start++)
        {
            using var kill = new KillSwitch(world, KillEvent.Call, 3);
            await using var process = world.Generate();
            kill.Arm(process);
            await process.ExitAsync();
            await account.AfterKillAsync(kill.InFlight);
        }

        hangs = false;
        var calls = world.Watch.Calls.Length;
        var (exit, output, _) = await world.RunAsync("generate", "tale.json");

        Assert.Equal((1, calls), (exit, world.Watch.Calls.Length));
        Assert.Contains("Paused: It was started 3 times in a row", output, StringComparison.Ordinal);
        Assert.Contains("resume tale-1", output, StringComparison.Ordinal);
        Assert.Equal(0, (await world.RunAsync("resume", "tale-1")).Exit);
        await account.AtEndAsync(output: null);
    }

    private static async Task<List<RunAccount>> KillAsync(int first, int times)
    {
        var runs = new List<RunAccount>();
        for (var kills = 0; kills < times; kills += runs[^1].Kills)
        {
            var seed = (ulong)((first * 1_000) + kills);
            runs.Add(await RunAsync(seed, times - kills, Weather(seed)));
        }

        return runs;
    }

    /// <summary>
    /// One run from its start to its end, with a kill at an instant of its own after each start, as long as there are any left.
    /// </summary>
    private static async Task<RunAccount> RunAsync(
        ulong seed, int kills, SimulatorOptions weather, Func<CrashWorld, ulong, KillSwitch>? arrange = null)
    {
        await using var world = await CrashWorld.OpenAsync(Shots, weather);
        var account = new RunAccount(world, Beats);
        while (true)
        {
            var at = seed + (ulong)account.Kills;
            using var kill = account.Kills < kills ? (arrange ?? KillSwitch.Random)(world, at) : null;
            await using var process = world.Generate();
            kill?.Arm(process);
            var exit = await process.ExitAsync();
            try
            {
                if (kill?.Fired.IsCompleted is true && exit != 0)
                {
                    await account.AfterKillAsync(kill.InFlight);
                    continue;
                }

                Assert.True(exit == 0, $"{process}");
                await account.AtEndAsync(process.Output);
                return account;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"Seed {at} ({(object?)kill ?? "not killed"}), kill {account.Kills} of the run.\n{process}", e);
            }
        }
    }

    /// <summary>
    /// Every third beat meets with one fault, and perhaps with a refusal behind it, and then with no more: none of them may end as failed.
    /// </summary>
    private static SimulatorOptions Weather(ulong seed)
    {
        var dice = new Dice(seed + 500_000);
        return Scripted(
            seed,
            from beat in BeatNames
            where dice.Chances(1 / 3.0)
            from nth in Enumerable.Range(0, dice.Int(1, 2)).ToList()
            select ScriptedFault.ForBeat(beat, dice.Of(nth == 0 ? Faults : Refusals), after: nth));
    }

    /// <summary>Of ten attempts three are cut or never answered, none of them twice in a beat: 0.43 of 1.43 attempts a beat.</summary>
    private static SimulatorOptions Cuts(ulong seed)
    {
        var dice = new Dice(seed);
        SimulatedFault[] cuts = [SimulatedFault.CutBeforeAnswer, SimulatedFault.CutMidBody, SimulatedFault.Hang];
        return Scripted(seed, from beat in BeatNames where dice.Chances(0.43) select ScriptedFault.ForBeat(beat, dice.Of(cuts)));
    }

    private static SimulatorOptions Scripted(ulong seed, IEnumerable<ScriptedFault> script) => new()
    {
        Seed = seed,
        Window = TimeSpan.FromMilliseconds(200),
        Latency = new LatencyDistribution(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(120)),
        Script = [.. script],
    };

    private static IEnumerable<string> BeatNames =>
        from style in (string[])["illustration", "clear", "consistent"]
        from shot in Enumerable.Range(1, Shots)
        from beat in Enumerable.Range(1, 3)
        select $"{style}/{shot}.{beat}";

    private static SimulatedFault[] Refusals { get; } =
        [SimulatedFault.PerMinute, SimulatedFault.Unavailable, SimulatedFault.InternalError, SimulatedFault.HtmlErrorPage];

    private static SimulatedFault[] Faults { get; } =
    [
        SimulatedFault.PerMinute, SimulatedFault.Unavailable, SimulatedFault.InternalError, SimulatedFault.HtmlErrorPage,
        SimulatedFault.CutBeforeAnswer, SimulatedFault.CutMidBody, SimulatedFault.BrokenImage, SimulatedFault.TruncatedImage,
        SimulatedFault.NotAnImage, SimulatedFault.TextOnly, SimulatedFault.FinishedWith("NO_IMAGE"), SimulatedFault.Jpeg,
        SimulatedFault.JpegLabelledPng,
    ];
}
