using System.Text.Encodings.Web;
using ImageGen.Core.Api.Events;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Events;

/// <summary>What a client reads of a run: every message once, in order, from any position.</summary>
public sealed class EventStreamTests
{
    private readonly StreamWorld _world = new();

    // New ones for each message would cost more than all else here.
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly BeatId Beat11 = BeatId.Parse("1.1");
    private static readonly BeatId Beat12 = BeatId.Parse("1.2");

    [Fact]
    public async Task Open_UnknownOrImpossibleRun_IsNull()
    {
        Assert.Null(await _world.Streams.OpenAsync("tale-1", null, new EventStreamOptions(), default));
        Assert.Null(await _world.Streams.OpenAsync("../x", null, new EventStreamOptions(), default));
    }

    [Fact]
    public async Task Stream_EveryKindOfEvent_SaysWhatTheContractSays()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 2));
        var why = new ModelFailure(FailureKind.Transient, "The service did not answer.");
        await _world.AppendAsync(
            run,
            new RunStarted(At(0), 1),
            new AttemptStarted(At(1), ImageStyle.Clear, Beat11, "a1", "clear-1", 0.067m),
            new AttemptFailed(At(2), ImageStyle.Clear, Beat11, "a1", why, 0.001m),
            new StyleWaiting(At(3), ImageStyle.Clear, At(60), "All keys cool."),
            new StyleWaiting(At(4), ImageStyle.Clear, null, null),
            new AttemptStarted(At(5), ImageStyle.Clear, Beat11, "a2", "clear-1", 0.067m),
            new BeatCompleted(
                At(6),
                ImageStyle.Clear,
                Beat11,
                "a2",
                "generated_images/clear/Shot_1/Beat_1.1.png",
                "e1",
                0.067m,
                TimeSpan.FromSeconds(1),
                "No reference."),
            new RunPaused(At(7), PausedBy.Person, "Lunch."),
            new RunResumed(At(8)),
            new RunStarted(At(9), 2),
            new BeatFailed(At(10), ImageStyle.Clear, Beat12, null, why, 0),
            new BeatsRequested(At(11), BeatRequestKind.Retry, [new BeatRef(ImageStyle.Clear, Beat12)]),
            new BeatExisting(At(12), ImageStyle.Clear, Beat12, "generated_images/clear/Shot_1/Beat_1.2.png", "e2"),
            new RunCancelled(At(13), DropInFlight: true),
            new HostStopped(At(14)),
            new RunStopped(At(15), "The model is gone."),
            new StyleEnded(At(16), ImageStyle.Clear),
            new RunEnded(At(17), RunStatus.Failed));
        await using var client = await StreamClient.OpenAsync(_world.Streams, run.Id);

        var seen = await client.ToEndAsync();

        Assert.Equal(
            [
                """{"type":"start","message":"Run tale-1: 2 images in 1 styles.","id":"tale-1"}""",
                """{"type":"status","status":"running","change":"started"}""",
                """{"type":"progress","style":"clear","beat_number":"1.1","shot_number":1,"completed":0,"total":2,"status":"generating"}""",
                """{"type":"attempt","style":"clear","beat_number":"1.1","error":"The service did not answer.","costUsd":0.001,"kind":"transient"}""",
                """{"type":"waiting","style":"clear","reason":"All keys cool.","until":"2026-11-20T14:01:00+00:00"}""",
                """{"type":"waiting","style":"clear"}""",
                """{"type":"progress","style":"clear","beat_number":"1.1","shot_number":1,"completed":0,"total":2,"status":"generating"}""",
                """{"type":"progress","style":"clear","beat_number":"1.1","shot_number":1,"completed":1,"total":2,"status":"complete","imagePath":"generated_images/clear/Shot_1/Beat_1.1.png","imageUri":"/api/projects/tale/images/clear/1.1?shot=1&v=e1","costUsd":0.067,"note":"No reference."}""",
                """{"type":"status","status":"paused","change":"paused","reason":"Lunch."}""",
                """{"type":"status","status":"running","change":"resumed"}""",
                """{"type":"status","status":"running","change":"restarted","reason":"The host has started again and continues."}""",
                """{"type":"progress","style":"clear","beat_number":"1.2","shot_number":1,"completed":1,"total":2,"status":"error","error":"The service did not answer.","costUsd":0}""",
                """{"type":"status","status":"running","change":"requested","reason":"Beat 1.2 of 'clear' is to be tried again."}""",
                """{"type":"progress","style":"clear","beat_number":"1.2","shot_number":1,"completed":2,"total":2,"status":"skipped","imagePath":"generated_images/clear/Shot_1/Beat_1.2.png","imageUri":"/api/projects/tale/images/clear/1.2?shot=1&v=e2"}""",
                """{"type":"status","status":"running","change":"cancelled","reason":"It was cancelled; calls under way are dropped and may be billed."}""",
                """{"type":"status","status":"pending","change":"hostStopped","reason":"The host went down; the run continues when it starts again."}""",
                """{"type":"error","error":"The model is gone."}""",
            ],
            seen.SkipLast(1).Select(m => Plain(m.Data)));
        Assert.Equal("complete", seen[^1].Type);
        Assert.Equal("failed", (string?)seen[^1].Data["result"]!["status"]);
        Assert.Equal(2, (int?)seen[^1].Data["result"]!["completed"]);
        var ids = _world.Store.Log(run.Id).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value);
        Assert.Equal([0, .. ids], seen.Select(m => m.Id));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(900)]
    public async Task Stream_FromAnyPosition_ContinuesBehindItWithTheRightCounters(int shots)
    {
        // 900 shots are more messages than a feed keeps, so that a late client reads the log itself.
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(shots, 1));
        await _world.AppendAsync(run, [.. SampleRunLogs.Whole(run)]);
        var whole = await _world.ReadAsync(run.Id, null);
        Assert.Equal(
            Enumerable.Range(1, shots), whole.Where(m => (string?)m.Data["status"] is "complete").Select(m => (int)m.Data["completed"]!));

        var last = whole[^1].Id!.Value;
        foreach (var after in (long[])[0, 1, 7, 8, last / 2, last - 1, last])
        {
            var rest = await _world.ReadAsync(run.Id, after);

            var expected = whole.Skip(1).Where(m => m.Id > after || m.Type is "complete");
            Assert.Equal(expected.Select(m => (m.Id, Plain(m.Data))), rest.Select(m => (m.Id, Plain(m.Data))));
        }
    }

    [Fact]
    public async Task Stream_PositionBehindTheEnd_BeginsAnew()
    {
        var run = await _world.RunAsync(new StoryboardBuilder());
        await _world.AppendAsync(run, [.. SampleRunLogs.Whole(run)]);

        var seen = await _world.ReadAsync(run.Id, 1_000_000);

        Assert.Equal("start", seen[0].Type);
        Assert.Equal((await _world.ReadAsync(run.Id, null)).Select(m => m.Id), seen.Select(m => m.Id));
    }

    [Fact]
    public async Task Stream_WhileTheRunContinues_TellsWhatHappensAsItHappens()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear));
        await using var client = await StreamClient.OpenAsync(_world.Streams, run.Id);
        Assert.Equal("start", (await client.NextAsync())!.Type);

        await _world.AppendAsync(run, new RunStarted(At(0), 1));
        Assert.Equal("started", (string?)(await client.NextAsync())!.Data["change"]);
        await _world.AppendAsync(run, new BeatExisting(At(1), ImageStyle.Clear, Beat11, "p", "e"));
        Assert.Equal("skipped", (string?)(await client.NextAsync())!.Data["status"]);
        await _world.AppendAsync(run, new RunEnded(At(2), RunStatus.CompletedWithErrors));
        Assert.Equal("complete", (await client.NextAsync())!.Type);
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task Stream_RunAskedForMoreBehindItsEnd_ContinuesToTheNextEnd()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1));
        await _world.AppendAsync(
            run,
            [.. SampleRunLogs.Whole(run), new BeatsRequested(
                At(100), BeatRequestKind.Regenerate, []), new RunEnded(At(101), RunStatus.Completed)]);

        var seen = await _world.ReadAsync(run.Id, null);

        Assert.Equal(["start", "status", "progress", "progress", "status", "status", "complete"], seen.Select(m => m.Type));
        Assert.Equal(["started", "ended", "requested"], seen.Where(m => m.Type is "status").Select(m => (string?)m.Data["change"]));
    }

    [Fact]
    public async Task Stream_LateReportBehindTheEnd_IsToldBeforeComplete()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1));
        var image = SampleRunLogs.Generated(ImageStyle.Clear, run.Storyboard.Styles[0].Beats[0], 1).ToArray();
        await _world.AppendAsync(run, new RunStarted(At(0), 1), image[0], new RunEnded(At(2), RunStatus.Cancelled), image[1]);

        var seen = await _world.ReadAsync(run.Id, null);

        Assert.Equal(["start", "status", "progress", "status", "progress", "complete"], seen.Select(m => m.Type));
        Assert.Equal(1, (int?)seen[^1].Data["result"]!["completed"]);
    }

    private static string Plain(JsonNode node) => node.ToJsonString(Unescaped);
}
