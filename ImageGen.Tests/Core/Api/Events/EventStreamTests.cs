using System.IO.Pipelines;
using System.Text;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Local.Http.Support;
using ImageGen.Tests.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Events;

public sealed class EventStreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly BeatId Beat11 = BeatId.Parse("1.1");
    private static readonly BeatId Beat12 = BeatId.Parse("1.2");

    private readonly InMemoryRunStore _store = new();
    private readonly RunLogs _runLogs;
    private readonly EventStreams _streams;

    public EventStreamTests()
    {
        _runLogs = new RunLogs(_store);
        _streams = new EventStreams(_runLogs, TimeProvider.System);
    }

    [Fact]
    public async Task Open_UnknownOrImpossibleRun_IsNull()
    {
        Assert.Null(await _streams.OpenAsync("tale-1", null, new EventStreamOptions(), None));
        Assert.Null(await _streams.OpenAsync("../x", null, new EventStreamOptions(), None));
    }

    [Fact]
    public async Task Stream_EveryKindOfEvent_SaysWhatTheContractSays()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 2));
        var why = new ModelFailure(FailureKind.Transient, "The service did not answer.");
        await AppendAsync(
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
        await using var client = await StreamClient.OpenAsync(_streams, run.Id);

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
        var ids = _store.Log(run.Id).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value);
        Assert.Equal([0, .. ids], seen.Select(m => m.Id));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(900)]
    public async Task Stream_FromAnyPosition_GoesOnBehindItWithTheRightCounters(int shots)
    {
        // 900 shots are more messages than a feed keeps, so that a late client reads the log itself.
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(shots, 1));
        await AppendAsync(run, [.. SampleRunLogs.Whole(run)]);
        var whole = await ReadAsync(run.Id, null);
        Assert.Equal(
            Enumerable.Range(1, shots), whole.Where(m => (string?)m.Data["status"] is "complete").Select(m => (int)m.Data["completed"]!));

        var last = whole[^1].Id!.Value;
        foreach (var after in (long[])[0, 1, 7, 8, last / 2, last - 1, last])
        {
            var rest = await ReadAsync(run.Id, after);

            var expected = whole.Skip(1).Where(m => m.Id > after || m.Type is "complete");
            Assert.Equal(expected.Select(m => (m.Id, Plain(m.Data))), rest.Select(m => (m.Id, Plain(m.Data))));
        }
    }

    [Fact]
    public async Task Stream_PositionBehindTheEnd_BeginsAnew()
    {
        var run = await RunAsync(new StoryboardBuilder());
        await AppendAsync(run, [.. SampleRunLogs.Whole(run)]);

        var seen = await ReadAsync(run.Id, 1_000_000);

        Assert.Equal("start", seen[0].Type);
        Assert.Equal((await ReadAsync(run.Id, null)).Select(m => m.Id), seen.Select(m => m.Id));
    }

    [Fact]
    public async Task Stream_WhileTheRunGoesOn_TellsWhatHappensAsItHappens()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear));
        await using var client = await StreamClient.OpenAsync(_streams, run.Id);
        Assert.Equal("start", (await client.NextAsync())!.Type);

        await AppendAsync(run, new RunStarted(At(0), 1));
        Assert.Equal("started", (string?)(await client.NextAsync())!.Data["change"]);
        await AppendAsync(run, new BeatExisting(At(1), ImageStyle.Clear, Beat11, "p", "e"));
        Assert.Equal("skipped", (string?)(await client.NextAsync())!.Data["status"]);
        await AppendAsync(run, new RunEnded(At(2), RunStatus.CompletedWithErrors));
        Assert.Equal("complete", (await client.NextAsync())!.Type);
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task Stream_EventsOfAnotherProcess_AreSeenByLookingEverySecond()
    {
        var time = new ManualTimeProvider();
        var run = await RunAsync(new StoryboardBuilder());
        await using var client = await StreamClient.OpenAsync(new EventStreams(_runLogs, time), run.Id);
        Assert.Equal("start", (await client.NextAsync())!.Type);

        await _store.AppendAsync(run.Id, [new RunStarted(At(0), 1)], null, None);
        var next = client.NextAsync();
        await time.WhenTimersPendingAsync(2);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("started", (string?)(await next)!.Data["change"]);
    }

    [Fact]
    public async Task Stream_RunAskedForMoreBehindItsEnd_GoesOnToTheNextEnd()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1));
        await AppendAsync(
            run,
            [.. SampleRunLogs.Whole(run), new BeatsRequested(
                At(100), BeatRequestKind.Regenerate, []), new RunEnded(At(101), RunStatus.Completed)]);

        var seen = await ReadAsync(run.Id, null);

        Assert.Equal(["start", "status", "progress", "progress", "status", "status", "complete"], seen.Select(m => m.Type));
        Assert.Equal(["started", "ended", "requested"], seen.Where(m => m.Type is "status").Select(m => (string?)m.Data["change"]));
    }

    [Fact]
    public async Task Stream_LateReportBehindTheEnd_IsToldBeforeComplete()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1));
        var image = SampleRunLogs.Generated(ImageStyle.Clear, run.Storyboard.Styles[0].Beats[0], 1).ToArray();
        await AppendAsync(run, new RunStarted(At(0), 1), image[0], new RunEnded(At(2), RunStatus.Cancelled), image[1]);

        var seen = await ReadAsync(run.Id, null);

        Assert.Equal(["start", "status", "progress", "status", "progress", "complete"], seen.Select(m => m.Type));
        Assert.Equal(1, (int?)seen[^1].Data["result"]!["completed"]);
    }

    [Fact]
    public async Task Stream_NothingHappens_SendsACommentEvery15SecondsAndClosesBefore230()
    {
        var time = new ManualTimeProvider();
        var begun = time.GetUtcNow();
        var run = await RunAsync(new StoryboardBuilder());
        var stream = await new EventStreams(_runLogs, time).OpenAsync(run.Id, null, new EventStreamOptions(), None);
        var pipe = new Pipe();
        var writing = stream!.WriteToAsync(pipe.Writer, None);

        var comments = new List<double>();
        var text = new StringBuilder();
        while (!writing.IsCompleted)
        {
            // One timer is the planned close's; the other one tells that the stream waits.
            await Task.WhenAny(writing, time.WhenTimersPendingAsync(2));
            time.AdvanceToNextTimer();
            while (pipe.Reader.TryRead(out var read))
            {
                var part = Encoding.UTF8.GetString(read.Buffer);
                pipe.Reader.AdvanceTo(read.Buffer.End);
                text.Append(part);
                if (part.Contains(": still here\n\n", StringComparison.Ordinal))
                {
                    comments.Add((time.GetUtcNow() - begun).TotalSeconds);
                }
            }
        }

        Assert.InRange((time.GetUtcNow() - begun).TotalSeconds, 219, 229);
        Assert.InRange(comments.Count, 13, 15);
        Assert.StartsWith("retry: 2000\n\nid: 0\ndata: {\"type\":\"start\"", text.ToString());
    }

    [Fact]
    public async Task Stream_ClientThatDoesNotRead_HoldsUpNobodyAndIsClosedByPlan()
    {
        var time = new ManualTimeProvider();
        var streams = new EventStreams(_runLogs, time);
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2000, 1));
        await using var deaf = await StreamClient.OpenAsync(streams, run.Id, buffer: 1024);
        await using var other = await StreamClient.OpenAsync(streams, run.Id);

        await AppendAsync(run, [.. SampleRunLogs.Whole(run)]);
        var seen = await other.ToEndAsync();

        Assert.Equal(2 + 4000 + 1, seen.Count);
        Assert.False(deaf.Writing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(226));
        await deaf.Writing;
    }

    [Fact]
    public async Task Stream_SlowClientThatTheFeedHasLeftBehind_MissesNothing()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2500, 1));
        await AppendAsync(run, new RunStarted(At(0), 1));
        await using var slow = await StreamClient.OpenAsync(_streams, run.Id, buffer: 1024);
        var seen = await slow.TakeAsync(2);

        // More than a feed keeps goes by while the client reads nothing; then it reads on while the rest happens.
        var events = SampleRunLogs.Whole(run).Skip(1).ToList();
        foreach (var chunk in events.Chunk(500))
        {
            await AppendAsync(run, chunk);
            seen.AddRange(await slow.TakeAsync(20));
        }

        seen.AddRange(await slow.ToEndAsync());
        var expected = _store.Log(run.Id).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value);
        Assert.Equal([0, .. expected], seen.Select(m => m.Id));
        Assert.Equal(
            Enumerable.Range(1, 2500), seen.Where(m => (string?)m.Data["status"] is "complete").Select(m => (int)m.Data["completed"]!));
    }

    [Fact]
    public async Task Stream_StoreFails_SaysSoAndEnds()
    {
        var run = await RunAsync(new StoryboardBuilder());
        _store.FailReads("The log cannot be read. Give this program the right to.");

        var seen = await ReadAsync(run.Id, null);

        Assert.Equal("The log cannot be read. Give this program the right to.", (string?)Assert.Single(seen).Data["error"]);
        Assert.Null(seen[0].Id);
    }

    [Fact]
    public async Task Streams_TwoHundredClients_ShareTheReadingOfTheLog()
    {
        var run = await RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(100, 1));
        var clients = new List<StreamClient>();
        for (var n = 0; n < 200; n++)
        {
            clients.Add(await StreamClient.OpenAsync(_streams, run.Id));
        }

        var readings = clients.Select(c => c.ToEndAsync()).ToArray();
        var before = _store.Reads;
        var events = SampleRunLogs.Whole(run).ToArray();
        foreach (var e in events)
        {
            await AppendAsync(run, e);
        }

        var seen = await Task.WhenAll(readings);

        var expected = seen[0].Select(m => m.Id).ToList();
        Assert.Equal(events.Length, expected.Count);
        Assert.All(seen, messages => Assert.Equal(expected, messages.Select(m => m.Id)));

        // One reading per event at most, one per client for the last view, and some by the clock.
        Assert.InRange(_store.Reads - before, 1, events.Length + clients.Count + 100);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static string Plain(System.Text.Json.Nodes.JsonNode node) =>
        node.ToJsonString(
            new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private async Task<List<SeenMessage>> ReadAsync(string runId, long? after)
    {
        await using var client = await StreamClient.OpenAsync(_streams, runId, after);
        return await client.ToEndAsync();
    }

    private async Task<RunDocument> RunAsync(StoryboardBuilder storyboard)
    {
        var run = storyboard.BuildRun();
        Assert.True(await _store.CreateAsync(run, None));
        return run;
    }

    private async Task AppendAsync(RunDocument run, params RunEvent[] events) =>
        await (await _runLogs.OpenAsync(run.Id, None)).AppendAsync([.. events], None);
}
