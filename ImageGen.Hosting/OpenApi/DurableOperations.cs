using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using static ImageGen.Hosting.OpenApi.OperationParts;

namespace ImageGen.Hosting.OpenApi;

/// <summary>The operations on runs at the addresses of Durable Functions.</summary>
internal static class DurableOperations
{
    private const string Instance = "/runtime/webhooks/durabletask/instances/{id}";

    private static readonly string EventNames = $$"""{"type":"string","enum":{{JsonSerializer.Serialize(ControlReader.Names)}}}""";

    private static readonly Parameter Reason = new("query", "reason", "Why");

    public static ImmutableArray<Operation> All { get; } =
    [
        new("get", Instance, "getInstance", "A run in the shape of Durable Functions")
        {
            Parameters = [RunId, new("query", "showInput", "false leaves the input out", Flag)],
            Answers =
            [
                new(200, "It is over", typeof(DurableStatus)),
                new(202, "It is not over", typeof(DurableStatus)) { Headers = ["Location", "Retry-After"] },
            ],
            Errors = [404, 503],
        },
        new("delete", Instance, "purgeInstance", "Deletes a run that is over; its images stay")
        {
            Parameters = [RunId],
            Answers = [new(200, "It is deleted", typeof(PurgeResult))],
            Errors = [404, 409, 503],
        },
        new("post", $"{Instance}/raiseEvent/{{eventName}}", "raiseEvent", "Pauses, resumes, cancels a run, or asks something of its beats")
        {
            Parameters = [RunId, new("path", "eventName", "What", EventNames)],
            Body = ["PauseRequest", "ResumeRequest", "CancelRequest", "BeatsRequest", "RegenerateRequest"],
            Answers = [new(202, "It is done")],
            Errors = [404, 409, 410, 503],
        },
        Manage("terminate", "terminateInstance", "Cancels a run and drops the attempts in flight"),
        Manage("suspend", "suspendInstance", "Pauses a run"),
        Manage("resume", "resumeInstance", "Resumes a run", 409),
    ];

    private static Operation Manage(string name, string id, string summary, params ImmutableArray<int> errors) =>
        new("post", $"{Instance}/{name}", id, summary)
        {
            Parameters = [RunId, Reason],
            Answers = [new(202, "It is done")],
            Errors = [404, 410, 503, .. errors],
        };
}
