using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Crash;

/// <summary>
/// One beat that brings its call down, and an API that does not answer: the others are generated, and it is said why this one was not.
/// </summary>
public sealed class PoisonTests
{
    [Fact]
    public async Task Run_ModelThrowsForOneBeat_TheOthersAreGeneratedAndItFailsWithAReason()
    {
        await using var world = await CrashWorld.OpenAsync(shots: 2);
        await using var host = await world.OpenHostAsync(
            change: services => services with { Model = new PoisonedModel(services.Model, "beat 1.2, clear") });

        var storyboard = Assert.IsType<StoryboardReadResult.Accepted>(
            StoryboardReader.Read(System.Text.Encoding.UTF8.GetBytes(world.StoryboardJson))).Storyboard;
        var run = await host.StartAsync(storyboard, default);
        var last = RunStatus.Pending;
        await foreach (var update in host.WatchAsync(run.RunId, default))
        {
            last = update.View.Status;
        }

        Assert.Equal(RunStatus.CompletedWithErrors, last);
        Assert.Equal(17, Disk.Images(world.Data).Count);
        var failed = Assert.Single((await world.LogAsync()).OfType<BeatFailed>());
        Assert.Equal((ImageStyle.Clear, "1.2", "INTERNAL"), (failed.Style, failed.Beat.Value, failed.Why.Code));
        Assert.StartsWith("ImageGen itself failed on this beat, three times", failed.Why.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Generate projects", failed.Why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ApiHangsForSomeCalls_TheyAreGivenUpInTimeAndTheOthersDoNotWait()
    {
        await using var world = await CrashWorld.OpenAsync(
            shots: 2, new SimulatorOptions
            {
                Script = [ScriptedFault.ForBeat("clear/1.1", SimulatedFault.Hang), ScriptedFault.ForBeat(
                "consistent/2.3", SimulatedFault.Hang)]
            });
        world.With("ImageGen__Gemini__Timeout", "00:00:03");

        var (exit, output, _) = await world.RunAsync("generate", "tale.json");

        Assert.True(exit == 0, output);
        var failures = (await world.LogAsync()).OfType<AttemptFailed>().ToList();
        Assert.Equal((18, 18 + failures.Count), (Disk.Images(world.Data).Count, world.Watch.Calls.Length));

        // On a busy machine another call may take as long.
        Assert.Subset(
            failures.Select(f => $"{f.Style.Name()} {f.Beat}").ToHashSet(), new HashSet<string> { "clear 1.1", "consistent 2.3" });
        Assert.All(
            failures, f => Assert.Equal("No answer within 3 s (ImageGen:Gemini:Timeout). The attempt may have been billed.", f.Why.Reason));
    }

    private sealed class PoisonedModel(IImageModel inner, string poison) : IImageModel
    {
        public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
            request.Prompt.Contains(poison, StringComparison.Ordinal)
                ? throw new InvalidOperationException(request.Prompt)
                : inner.GenerateAsync(request, key, cancellationToken);
    }
}
