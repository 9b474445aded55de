using ImageGen.Core.Api.Events;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Core.Api.Events;

/// <summary>Runs, their logs, and the event streams over them.</summary>
internal sealed class StreamWorld
{
    private static readonly CancellationToken None = CancellationToken.None;

    public StreamWorld()
    {
        Logs = new RunLogs(Store);
        Streams = new EventStreams(Logs, TimeProvider.System);
    }

    public InMemoryRunStore Store { get; } = new();

    public RunLogs Logs { get; }

    public EventStreams Streams { get; }

    public async Task<RunDocument> RunAsync(StoryboardBuilder storyboard)
    {
        var run = storyboard.BuildRun();
        Assert.True(await Store.CreateAsync(run, None));
        return run;
    }

    public async Task AppendAsync(RunDocument run, params RunEvent[] events) =>
        await (await Logs.OpenAsync(run.Id, None)).AppendAsync([.. events], None);

    public async Task<List<SeenMessage>> ReadAsync(string runId, long? after)
    {
        await using var client = await StreamClient.OpenAsync(Streams, runId, after);
        return await client.ToEndAsync();
    }
}
