using ImageGen.Core.Api;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary>Durable Functions' management API over runs, so that clients of the cloud host work with this one unchanged.</summary>
internal static class DurableEndpoints
{
    private const string Instance = "/runtime/webhooks/durabletask/instances/{id}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Instance, StatusAsync);
        routes.MapDelete(Instance, PurgeAsync);
        routes.MapPost(Instance + "/raiseEvent/{name}", RaiseAsync);
        routes.MapPost(
            Instance + "/terminate",
            (string id, RunService runs, RunReader reader, CancellationToken cancellationToken) =>
                SendAsync(new ControlCommand.Cancel(DropInFlight: true), id, runs, reader, cancellationToken));
        routes.MapPost(
            Instance + "/suspend",
            (string id, string? reason, RunService runs, RunReader reader, CancellationToken cancellationToken) =>
                SendAsync(new ControlCommand.Pause(Line(reason)), id, runs, reader, cancellationToken));
        routes.MapPost(
            Instance + "/resume",
            (string id, RunService runs, RunReader reader, CancellationToken cancellationToken) =>
                SendAsync(new ControlCommand.Resume(null), id, runs, reader, cancellationToken));
    }

    private static async Task<IResult> StatusAsync(HttpRequest request, string id, RunReader reader, CancellationToken cancellationToken)
    {
        var showInput = !string.Equals(request.Query["showInput"], "false", StringComparison.OrdinalIgnoreCase);
        if (await reader.DurableAsync(id, showInput, cancellationToken) is not { } status)
        {
            return ApiResults.Problem(Problems.NoSuchRun(id));
        }

        if (status.IsOver)
        {
            return ApiResults.Ok(status);
        }

        request.HttpContext.Response.Headers.Location = ApiResults.Links(request, id).StatusQueryGetUri;
        request.HttpContext.Response.Headers.RetryAfter = 10.ToString(CultureInfo.InvariantCulture);
        return ApiResults.Accepted(status);
    }

    private static async Task<IResult> RaiseAsync(
        HttpRequest request, string id, string name, RunService runs, RunReader reader, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, ControlHandler.MaxBytes, mayBeEmpty: true, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        return ControlReader.Read(name, body.Bytes) switch
        {
            ControlReadResult.Accepted a => await SendAsync(a.Command, id, runs, reader, cancellationToken),
            ControlReadResult.Refused r => ApiResults.Problem(Problems.Faulty(r.Faults)),
            _ =>
                ApiResults.Problem(
                    Problems.Faulty("name", "There is no such event.", $"Raise one of {string.Join(", ", ControlReader.Names)}.")),
        };
    }

    private static async Task<IResult> SendAsync(
        ControlCommand command, string id, RunService runs, RunReader reader, CancellationToken cancellationToken) =>
        await command.SendAsync(runs, id, cancellationToken) switch
        {
            ControlResult.Done => TypedResults.StatusCode(StatusCodes.Status202Accepted),
            ControlResult.Refused r => await RefusedAsync(r.Why, id, reader, cancellationToken),
            _ => ApiResults.Problem(Problems.NoSuchRun(id)),
        };

    private static async Task<ProblemResult> RefusedAsync(string why, string id, RunReader reader, CancellationToken cancellationToken) =>
        await reader.DurableAsync(id, showInput: false, cancellationToken) is { IsOver: true }
            ? ApiResults.Problem(Problems.Over(why))
            : ApiResults.Problem(Problems.Refused(why));

    private static async Task<IResult> PurgeAsync(string id, RunService runs, CancellationToken cancellationToken) =>
        await runs.DeleteAsync(id, cancellationToken) switch
        {
            ControlResult.Done => ApiResults.Ok(new PurgeResult(1)),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            _ => ApiResults.Problem(Problems.NoSuchRun(id)),
        };

    private static string? Line(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? null : string.Concat(reason.Where(c => !char.IsControl(c)).Take(500));
}
