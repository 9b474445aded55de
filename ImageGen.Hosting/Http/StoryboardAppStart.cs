using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Runs;
using Microsoft.Extensions.Primitives;

namespace ImageGen.Hosting.Http;

/// <summary>
/// <c>POST /api/generate-images</c> as the storyboard app's page means it: the answer is a stream unless the client asks for JSON, and a
/// run of the project that is there already is continued instead of refused.
/// </summary>
internal sealed class StoryboardAppStart(StoryboardAppOptions options, RunLogs runLogs, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Whether the client waits for a stream: it does where it asks neither for JSON nor for an answer at once.</summary>
    public bool IsStreamWanted(HttpRequest request) => options.IsOn && !AsksForJson(request) && !AsksForAnswerAtOnce(request);

    /// <summary>
    /// The run to follow; neither: none any more, a new one may be started. A paused run with the same prompts is resumed; one that was
    /// stopped and has other prompts by now is ended, and what it made stays.
    /// </summary>
    public async Task<(string? RunId, Problem? Problem)> ContinueAsync(
        string runId, Storyboard storyboard, RunService runs, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(runId, cancellationToken);
        var isSame = AppLabels.IsSame(runLog.Document.Storyboard, storyboard);
        var (pausedBy, isCancelled) = await runLog.ReadAsync(state => (state.PausedBy, state.Cancelled is not null), cancellationToken);
        if (isSame && !isCancelled)
        {
            return pausedBy is not null
                && await runs.ResumeAsync(runId, maxCostUsd: null, cancellationToken) is ControlResult.Refused refused
                ? (null, Problems.Refused(refused.Why))
                : (runId, null);
        }

        if (pausedBy is null && !isCancelled)
        {
            return (null, Problems.Refused($"Run '{runId}' of this project is generating other prompts. Stop it first, then start again."));
        }

        await runs.CancelAsync(runId, dropInFlight: false, CancellationToken.None);
        while (true)
        {
            var growth = runLog.NextGrowth;
            if (await runLog.ReadAsync(state => state.HasEnded, cancellationToken))
            {
                return (null, null);
            }

            await growth.WaitAsync(Poll, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The run as a stream, with the beats as this request spells them.</summary>
    public async Task<IResult> FollowAsync(string runId, PlacedStoryboard read, TimeSpan? longest, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(runId, cancellationToken);
        var run = new AppRun(new AppLabels(read.Storyboard), read.Place.Folder);
        return new EventStreamResult(new AppStreamWriter(runLog, run, longest, time).WriteToAsync);
    }

    private static bool AsksForJson(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        a => a is { Quality: null or > 0 } && (IsJson(a.MediaType) || a.MediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase)));

    private static bool IsJson(StringSegment type) => type.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    private static bool AsksForAnswerAtOnce(HttpRequest request) => request.Headers["Prefer"].Any(
        value => value?.Split([',', ';']).Any(part => part.Trim().Equals("respond-async", StringComparison.OrdinalIgnoreCase)) is true);
}
