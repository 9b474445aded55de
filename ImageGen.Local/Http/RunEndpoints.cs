using System.Globalization;
using ImageGen.Core.Api;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Ports;
using ImageGen.Core.Storyboards;

namespace ImageGen.Local.Http;

/// <summary><c>GET /api/runs...</c>: what is known of runs, and what happens.</summary>
internal static class RunEndpoints
{
    private static readonly EventStreamOptions Planned = new();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/runs", ListAsync);
        routes.MapGet("/api/runs/{id}", FindAsync);
        routes.MapGet("/api/runs/{id}/events", FollowAsync);
        routes.MapGet("/api/runs/{id}/beats/{style}/{beat}", BeatAsync);
    }

    private static async Task<IResult> ListAsync(RunSummaries summaries, string? project, string? limit, CancellationToken cancellationToken)
    {
        var max = int.MaxValue;
        if (limit is not null && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out max) || max < 1))
        {
            return ApiResults.Problem(Problems.Faulty("limit", "It is not a number from 1.", "Write how many runs to list, or leave it out."));
        }

        if (project is null)
        {
            return ApiResults.Ok(await summaries.ListAsync(null, max, cancellationToken));
        }

        return ProjectName.TryParse(project, out var name)
            ? ApiResults.Ok(await summaries.ListAsync(name, max, cancellationToken))
            : ApiResults.Problem(Problems.Faulty("project", "It is not the name of a project.", "Write it as GET /api/runs shows it."));
    }

    private static async Task<IResult> FindAsync(string id, string? beats, RunReader runs, CancellationToken cancellationToken)
    {
        if (beats is not (null or "" or "true" or "false"))
        {
            return ApiResults.Problem(Problems.Faulty("beats", "It is neither true nor false.", "Write beats=false to leave the beats out."));
        }

        return await runs.ViewAsync(id, withBeats: beats is not "false", cancellationToken) is { } view
            ? ApiResults.Ok(view)
            : ApiResults.Problem(Problems.NoSuchRun(id));
    }

    private static async Task<IResult> FollowAsync(
        HttpRequest request, string id, string? after, EventStreams streams, CancellationToken cancellationToken)
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
            ? new EventStreamResult(events)
            : ApiResults.Problem(Problems.NoSuchRun(id));
    }

    private static async Task<IResult> BeatAsync(
        string id, string style, string beat, BeatDetails details, CancellationToken cancellationToken) =>
        ImageStyles.TryParse(style, out var imageStyle)
        && BeatId.TryParse(beat, out var beatId)
        && await details.FindAsync(id, imageStyle, beatId, cancellationToken) is { } detail
            ? ApiResults.Ok(detail)
            : ApiResults.Problem(Problems.NoSuchBeat(id, style, beat));
}
