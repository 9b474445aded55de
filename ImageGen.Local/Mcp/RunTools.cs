using System.ComponentModel;
using ImageGen.Core.Api.Views;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ImageGen.Local.Mcp;

/// <summary>The tools for runs: to read how they stand, and to pause, cancel and retry them.</summary>
internal sealed class RunTools(
    RunReader reader, RunSummaries summaries, RunService runs, RunLogs runLogs, RunActivity activity, TimeProvider time)
{
    private const int LongestWait = 600;
    private const int MostListed = 50;
    private const int LongestReason = 500;

    [McpServerTool(Name = "status", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Says how a run stands: images, failures, cost, and what it waits for. Without a run it lists the newest runs.")]
    public Task<CallToolResult> StatusAsync(
        [Description("The run's id; leave it out to list the runs.")] string? runId = null,
        [Description("With the state of every beat. Default: the counts only.")] bool withBeats = false,
        CancellationToken cancellationToken = default) => McpAnswers.TryAsync(async () =>
            runId is null
                ? McpAnswers.Of(await summaries.ListAsync(null, MostListed, cancellationToken))
                : await ViewAsync(runId, withBeats, cancellationToken));

    [McpServerTool(Name = "wait", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Waits until a run has ended or is paused, at most so many seconds, and says how it stands then.")]
    public Task<CallToolResult> WaitAsync(
        [Description("The run's id.")] string runId,
        [Description("How long to wait at most, 0 to 600 seconds. Default 60.")] int seconds = 60,
        CancellationToken cancellationToken = default) => McpAnswers.TryAsync(async () =>
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return McpAnswers.NoSuchRun(runId);
        }

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestWait)), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            while (true)
            {
                var growth = runLog.NextGrowth;
                if (await runLog.ReadAsync(state => state.HasEnded || state.PausedBy is not null, ending.Token))
                {
                    break;
                }

                await growth.WaitAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It continues; how it stands is what was asked for.
        }

        return await ViewAsync(runId, withBeats: false, cancellationToken);
    });

    [McpServerTool(Name = "retry", Destructive = false, OpenWorld = true)]
    [Description("Tries the failed beats of a run again, or those named, within the cost limit that the run was started with. Runs "
        + "without a limit are retried by a person.")]
    public Task<CallToolResult> RetryAsync(
        [Description("The run's id.")] string runId,
        [Description("The beats; leave them out for all that failed.")] BeatChoice[]? beats = null,
        CancellationToken cancellationToken = default) => McpAnswers.TryAsync(async () =>
    {
        var chosen = new List<BeatRef>();
        foreach (var choice in beats ?? [])
        {
            if (!ImageStyles.TryParse(choice.Style, out var style) || !BeatId.TryParse(choice.Beat, out var beat))
            {
                return McpAnswers.Error("A beat is named by its style (illustration, clear or consistent) and its number, such as 1.1.");
            }

            chosen.Add(new BeatRef(style, beat));
        }

        if (await activity.IsLimitedAsync(runId, cancellationToken) is false)
        {
            return McpAnswers.Error($"{runId} has no cost limit, so what a retry costs was not quoted. A person can retry it on the page "
                + $"or with 'imagegen retry {runId}'.");
        }

        return await ControlAsync(
            runId, () => runs.RequestAsync(runId, BeatRequestKind.Retry, [.. chosen.Distinct()], cancellationToken), cancellationToken);
    });

    [McpServerTool(Name = "pause", Destructive = false, Idempotent = true, OpenWorld = false)]
    [Description("Pauses a run: attempts under way are finished, no other begins. A person resumes it.")]
    public Task<CallToolResult> PauseAsync(
        [Description("The run's id.")] string runId,
        [Description("Why, in a few words.")] string? reason = null,
        CancellationToken cancellationToken = default) => McpAnswers.TryAsync(() =>
            reason is { Length: > LongestReason } || reason?.Any(char.IsControl) is true
                ? Task.FromResult(McpAnswers.Error($"The reason is one line of at most {LongestReason} characters."))
                : ControlAsync(
                    runId,
                    () =>
                        runs.PauseAsync(
                            runId,
                            string.IsNullOrWhiteSpace(reason) ? "An assistant paused it." : $"An assistant paused it: {reason.Trim()}",
                            cancellationToken),
                    cancellationToken));

    [McpServerTool(Name = "cancel", Destructive = true, OpenWorld = false)]
    [Description("Cancels a run for good. What it generated stays.")]
    public Task<CallToolResult> CancelAsync(
        [Description("The run's id.")] string runId,
        [Description(
            "Drop the attempts under way, which may be billed all the same. Default: they are finished.")] bool dropInFlight = false,
        CancellationToken cancellationToken = default) =>
        McpAnswers.TryAsync(() => ControlAsync(runId, () => runs.CancelAsync(runId, dropInFlight, cancellationToken), cancellationToken));

    private async Task<CallToolResult> ControlAsync(string runId, Func<Task<ControlResult>> control, CancellationToken cancellationToken) =>
        McpAnswers.Problem(runId, await control()) ?? await ViewAsync(runId, withBeats: false, cancellationToken);

    private async Task<CallToolResult> ViewAsync(string runId, bool withBeats, CancellationToken cancellationToken) =>
        await reader.ViewAsync(runId, withBeats, cancellationToken) is { } view ? McpAnswers.Of(view) : McpAnswers.NoSuchRun(runId);
}

/// <summary>A beat as a model names it.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat's number.</param>
internal sealed record BeatChoice(string Style, string Beat);
