using ImageGen.Core.Api;
using ImageGen.Core.Runs;

namespace ImageGen.Local.Http;

/// <summary><c>POST /api/runs/{id}/pause</c> and its like: what a person asks of a run.</summary>
internal static class ControlEndpoints
{
    /// <summary>Ten thousand beats by name fit in.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var name in ControlReader.Names)
        {
            routes.MapPost(
                $"/api/runs/{{id}}/{name}",
                (HttpRequest request, string id, RunService runs, RunReader reader, CancellationToken cancellationToken) =>
                    ControlAsync(name, request, id, runs, reader, cancellationToken));
        }
    }

    private static async Task<IResult> ControlAsync(
        string name, HttpRequest request, string id, RunService runs, RunReader reader, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: true, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var read = ControlReader.Read(name, body.Bytes);
        if (read is ControlReadResult.Refused faulty)
        {
            return ApiResults.Problem(Problems.Faulty(faulty.Faults));
        }

        var command = ((ControlReadResult.Accepted)read!).Command;
        return await command.SendAsync(runs, id, cancellationToken) switch
        {
            ControlResult.Done when await reader.ViewAsync(id, withBeats: false, cancellationToken) is { } view => ApiResults.Accepted(view),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            _ => ApiResults.Problem(Problems.NoSuchRun(id)),
        };
    }
}
