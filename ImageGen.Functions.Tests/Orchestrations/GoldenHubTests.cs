using System.Runtime.CompilerServices;
using ImageGen.Functions.Tests.Support.Engine;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>
/// A run that the previous release left in the task hub, half done and paused, is continued by today's code on Durable's own engine.
/// <c>IMAGEGEN_RECORD_GOLDEN=1</c> records what the next release has to continue: on each release, and never to make a failing test pass.
/// </summary>
[Collection(AzuriteRunTests.Name)]
public sealed class GoldenHubTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Resume_RunThatThePreviousReleaseLeftPaused_ContinuesItsHistoryAndPaysOnce()
    {
        if (Environment.GetEnvironmentVariable("IMAGEGEN_RECORD_GOLDEN") == "1")
        {
            await RecordAsync();
            return;
        }

        var lines = await File.ReadAllLinesAsync(Golden);
        var run = ImageGenJson.Read<RunDocument>(Encoding.UTF8.GetBytes(lines[0]))!;
        ImmutableArray<RunEvent> log = [.. JsonSerializer.Deserialize<RunEvent[]>(lines[1], ImageGenJson.Options)!];
        await using var simulator = await CloudSimulator.StartAsync();
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl);
        await cloud.StartWorkerAsync();
        await cloud.Get<IRunStore>().CreateAsync(run, None);
        await cloud.Get<IRunStore>().AppendAsync(run.Id, log, null, None);
        foreach (var made in log.OfType<BeatCompleted>())
        {
            await SaveAsync(cloud, run, made);
        }

        await HubTables.WriteAsync(cloud.Hub, lines[2..]);
        var before = log.OfType<BeatCompleted>().Count();
        Assert.InRange(before, 1, run.Storyboard.BeatCount - 1);
        Assert.Equal(3, (await cloud.InstancesAsync(run.Id)).Count);

        await cloud.Service.ResumeAsync(run.Id, null, None);
        var end = await cloud.EndAsync(run.Id);

        Assert.Equal((RunStatus.Completed, run.Storyboard.BeatCount), (end.Status, end.Completed));
        Assert.Equal(run.Storyboard.BeatCount - before, simulator.Calls.Length);
        Assert.Equal(3, (await cloud.InstancesAsync(run.Id)).Count);
    }

    private static string Golden => Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "Golden", "paused-run.jsonl");

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static Task<StoredImage> SaveAsync(CloudHub cloud, RunDocument run, BeatCompleted made)
    {
        var shot = run.Storyboard.Styles.Single(s => s.Style == made.Style).Beats.Single(b => b.Id == made.Beat).Shot;
        var provenance = new ImageProvenance(
            run.Id, made.Attempt, "gemini-nano-banana-2.1", "00ff", "clear-1", "none", null, made.CostUsd, made.Duration, made.At);
        return cloud.Get<IImageStore>().SaveAsync(
            new ImageName(run.Storyboard.Project, made.Style, shot, made.Beat), TestImage.Png(1), ImageFormat.Png, provenance,
            keepOld: false, None);
    }

    private async Task RecordAsync()
    {
        await using var simulator = await CloudSimulator.StartAsync(TimeSpan.FromSeconds(1));
        await using var cloud = new CloudHub(azurite, simulator.BaseUrl, hub => hub with { Activities = 4 });
        await cloud.StartWorkerAsync();
        var run = await cloud.StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).Shots(6, 2));
        await cloud.UntilAsync(run.Id, log => log.OfType<BeatCompleted>().Count() >= 5);
        await cloud.Service.PauseAsync(run.Id, "Lunch.", None);
        await cloud.UntilAsync(run.Id, log => log.OfType<AttemptStarted>().Count() == log.OfType<BeatCompleted>().Count());
        await Task.Delay(TimeSpan.FromSeconds(10), None);

        var found = await cloud.Get<IRunStore>().FindAsync(run.Id, None);
        string[] head =
        [
            Encoding.UTF8.GetString(ImageGenJson.Write(found!)),
            JsonSerializer.Serialize<RunEvent[]>([.. await cloud.LogAsync(run.Id)], ImageGenJson.Options),
        ];
        await File.WriteAllLinesAsync(Golden, [.. head, .. await HubTables.ReadAsync(cloud.Hub)]);
    }
}
