using System.IO.Pipelines;
using ImageGen.Core.Api.Events;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Events;

/// <summary>Streams that are silent, clients that are slow or many, and logs that another process writes.</summary>
public sealed class EventStreamWriterTests
{
    private readonly StreamWorld _world = new();

    [Fact]
    public async Task Stream_EventsOfAnotherProcess_AreSeenByLookingEverySecond()
    {
        var time = new ManualTimeProvider();
        var run = await _world.RunAsync(new StoryboardBuilder());
        await using var client = await StreamClient.OpenAsync(new EventStreams(_world.Logs, time), run.Id);
        Assert.Equal("start", (await client.NextAsync())!.Type);

        await _world.Store.AppendAsync(run.Id, [new RunStarted(At(0), 1)], null, default);
        var next = client.NextAsync();
        await time.WhenTimersPendingAsync(2);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("started", (string?)(await next)!.Data["change"]);
    }

    [Fact]
    public async Task Stream_NothingHappens_SendsACommentEvery15SecondsAndClosesBefore230()
    {
        var time = new ManualTimeProvider();
        var begun = time.GetUtcNow();
        var run = await _world.RunAsync(new StoryboardBuilder());
        var stream = await new EventStreams(_world.Logs, time).OpenAsync(run.Id, null, new EventStreamOptions(), default);
        var pipe = new Pipe();
        var writing = stream!.WriteToAsync(pipe.Writer, default);

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
    public async Task Stream_ClientThatDoesNotRead_BlocksNoOtherAndIsClosedByPlan()
    {
        var time = new ManualTimeProvider();
        var streams = new EventStreams(_world.Logs, time);
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2000, 1));
        await using var deaf = await StreamClient.OpenAsync(streams, run.Id, buffer: 1024);
        await using var other = await StreamClient.OpenAsync(streams, run.Id);

        await _world.AppendAsync(run, [.. SampleRunLogs.Whole(run)]);
        var seen = await other.ToEndAsync();

        Assert.Equal(2 + 4000 + 1, seen.Count);
        Assert.False(deaf.Writing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(226));
        await deaf.Writing;
    }

    [Fact]
    public async Task Stream_SlowClientThatTheFeedHasLeftBehind_MissesNothing()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2500, 1));
        await _world.AppendAsync(run, new RunStarted(At(0), 1));
        await using var slow = await StreamClient.OpenAsync(_world.Streams, run.Id, buffer: 1024);
        var seen = await slow.TakeAsync(2);

        // More than a feed keeps goes by while the client reads nothing; then it reads on while the rest happens.
        var events = SampleRunLogs.Whole(run).Skip(1).ToList();
        foreach (var chunk in events.Chunk(500))
        {
            await _world.AppendAsync(run, chunk);
            seen.AddRange(await slow.TakeAsync(20));
        }

        seen.AddRange(await slow.ToEndAsync());
        var expected = _world.Store.Log(run.Id).Where(e => e.Event is not StyleEnded).Select(e => (long?)e.Position.Value);
        Assert.Equal([0, .. expected], seen.Select(m => m.Id));
        Assert.Equal(
            Enumerable.Range(1, 2500), seen.Where(m => (string?)m.Data["status"] is "complete").Select(m => (int)m.Data["completed"]!));
    }

    [Fact]
    public async Task Stream_StoreFails_SaysSoAndEnds()
    {
        var run = await _world.RunAsync(new StoryboardBuilder());
        _world.Store.FailReads("The log cannot be read. Give this program the right to.");

        var seen = await _world.ReadAsync(run.Id, null);

        Assert.Equal("The log cannot be read. Give this program the right to.", (string?)Assert.Single(seen).Data["error"]);
        Assert.Null(seen[0].Id);
    }

    [Fact]
    public async Task Streams_FiftyClients_ShareTheReadingOfTheLog()
    {
        var run = await _world.RunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(30, 1));
        var clients = new List<StreamClient>();
        for (var n = 0; n < 50; n++)
        {
            clients.Add(await StreamClient.OpenAsync(_world.Streams, run.Id));
        }

        var readings = clients.Select(c => c.ToEndAsync()).ToArray();
        var before = _world.Store.Reads;
        var events = SampleRunLogs.Whole(run).ToArray();
        foreach (var e in events)
        {
            await _world.AppendAsync(run, e);
        }

        var seen = await Task.WhenAll(readings);

        var expected = seen[0].Select(m => m.Id).ToList();
        Assert.Equal(events.Length, expected.Count);
        Assert.All(seen, messages => Assert.Equal(expected, messages.Select(m => m.Id)));

        // One reading per event at most, one per client for the last view, and some by the clock.
        Assert.InRange(_world.Store.Reads - before, 1, events.Length + clients.Count + 100);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
