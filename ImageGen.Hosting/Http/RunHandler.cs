using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;

namespace ImageGen.Hosting.Http;

/// <summary><c>GET /api/runs...</c>: what is known of runs, and what happens.</summary>
internal sealed class RunHandler(
    RunSummaries summaries, RunReader runs, EventStreams streams, BeatDetails details, LargeAnswers large, Choices choices)
{
    private static readonly EventStreamOptions Planned = new();

    public async Task<IResult> ListAsync(string? project, string? after, string? limit, CancellationToken cancellationToken)
    {
        if (!Paging.TryLimit(limit, out var max))
        {
            return ApiResults.Problem(Paging.FaultyLimit);
        }

        if (!string.IsNullOrEmpty(after) && !RunIds.TryParse(after, out _, out _))
        {
            return ApiResults.Problem(Problems.Faulty("after", "It is not the id of a run.", "Write the 'next' of the page before."));
        }

        ProjectName? only = null;
        if (project is not null)
        {
            if (!ProjectName.TryParse(project, out var name))
            {
                return ApiResults.Problem(
                    Problems.Faulty("project", "It is not the name of a project.", "Write it as GET /api/runs shows it."));
            }

            only = name;
        }

        return ApiResults.Ok(
            await summaries.ListAsync(only, max ?? Paging.MostRuns, cancellationToken, string.IsNullOrEmpty(after) ? null : after));
    }

    public async Task<IResult> FindAsync(string id, string? beats, CancellationToken cancellationToken)
    {
        if (beats is not (null or "" or "true" or "false"))
        {
            return ApiResults.Problem(
                Problems.Faulty("beats", "It is neither true nor false.", "Write beats=false to leave the beats out."));
        }

        await PlaceAsync(id, cancellationToken);
        if (await runs.ViewAsync(id, withBeats: false, cancellationToken) is not { } view)
        {
            return ApiResults.Problem(Problems.NoSuchRun(id));
        }

        return beats is "false" ? ApiResults.Ok(view)
            : view.Total > LargeAnswers.Threshold ? large.InTurn(() => WholeAsync(id, cancellationToken))
            : await WholeAsync(id, cancellationToken);
    }

    /// <summary>The run's storyboard as the request that starts the next run: to be shown, changed and sent again.</summary>
    public async Task<IResult> StoryboardAsync(string id, CancellationToken cancellationToken) =>
        await runs.StoryboardAsync(id, cancellationToken) is not { } storyboard ? ApiResults.Problem(Problems.NoSuchRun(id))
        : storyboard.BeatCount > LargeAnswers.Threshold
            ? large.InTurn(() => Task.FromResult<IResult>(ApiResults.Ok(StoryboardJson.Of(storyboard))))
            : ApiResults.Ok(StoryboardJson.Of(storyboard));

    /// <summary>Completes choices that a crash left half done.</summary>
    private async Task PlaceAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await choices.PlaceAsync(id, cancellationToken);
        }
        catch (UserException)
        {
            // What is read is answered all the same, and the next one to read tries again.
        }
    }

    private async Task<IResult> WholeAsync(string id, CancellationToken cancellationToken) =>
        await runs.ViewAsync(id, withBeats: true, cancellationToken) is { } view
            ? ApiResults.Ok(view)
            : ApiResults.Problem(Problems.NoSuchRun(id));

    public async Task<IResult> FollowAsync(HttpRequest request, string id, string? after, CancellationToken cancellationToken)
    {
        // The header comes from a browser that reconnects, and is newer than the address.
        var header = request.Headers["Last-Event-ID"].ToString();
        var text = header.Length > 0 ? header : after;
        LogPosition? position = null;
        if (!string.IsNullOrEmpty(text))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return ApiResults.Problem(Problems.Faulty(
                    header.Length > 0 ? "Last-Event-ID" : "after",
                    "It is not the id of an event.",
                    "Send the id of the last event, or nothing at all."));
            }

            position = new LogPosition(value);
        }

        return await streams.OpenAsync(id, position, Planned, cancellationToken) is { } events
            ? new EventStreamResult(events.WriteToAsync)
            : ApiResults.Problem(Problems.NoSuchRun(id));
    }

    public async Task<IResult> BeatAsync(string id, string style, string beat, CancellationToken cancellationToken)
    {
        await PlaceAsync(id, cancellationToken);
        return ImageStyles.TryParse(style, out var imageStyle)
            && BeatId.TryParse(beat, out var beatId)
            && await details.FindAsync(id, imageStyle, beatId, cancellationToken) is { } detail
                ? ApiResults.Ok(detail)
                : ApiResults.Problem(Problems.NoSuchBeat(id, style, beat));
    }
}
