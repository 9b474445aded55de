using System.ComponentModel.DataAnnotations;

namespace ImageGen.Core.Api;

/// <summary>
/// What is answered to a start: the run's id and everything that can be asked of it, as absolute URLs. The first six of them are Durable
/// Functions' own management URLs, <c>{eventName}</c> and <c>{text}</c> being left for the client to fill in.
/// </summary>
public record RunLinks
{
    /// <summary>The run's id, which is also the workflow instance's.</summary>
    public required string Id { get; init; }

    /// <summary>GET: the status in the shape of Durable Functions.</summary>
    [Url]
    public required string StatusQueryGetUri { get; init; }

    /// <summary>
    /// POST: put <c>pause</c>, <c>resume</c>, <c>cancel</c>, <c>retry</c>, <c>regenerate</c>, <c>first</c> or <c>skip</c> in place of
    /// <c>{eventName}</c>.
    /// </summary>
    public required string SendEventPostUri { get; init; }

    /// <summary>POST: cancels the run and drops the attempts in flight; <c>{text}</c> is a reason.</summary>
    public required string TerminatePostUri { get; init; }

    /// <summary>POST: pauses the run.</summary>
    public required string SuspendPostUri { get; init; }

    /// <summary>POST: resumes the run.</summary>
    public required string ResumePostUri { get; init; }

    /// <summary>DELETE: deletes a run that is over; its images stay.</summary>
    [Url]
    public required string PurgeHistoryDeleteUri { get; init; }

    /// <summary>GET: the run as a <c>RunView</c>.</summary>
    [Url]
    public required string ProgressUri { get; init; }

    /// <summary>GET: the event stream.</summary>
    [Url]
    public required string EventsUri { get; init; }

    /// <summary>GET: the images.</summary>
    [Url]
    public required string ImagesUri { get; init; }

    /// <summary>Where the images go; null: not known here.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>What a person should know of the request though nothing is wrong with it, in sentences; null: nothing.</summary>
    public ImmutableArray<string>? Notes { get; init; }

    /// <summary>The links of a run at a host.</summary>
    /// <param name="host">Scheme and authority, such as <c>http://localhost:5230</c>; no slash at the end.</param>
    /// <param name="runId">The run.</param>
    public static RunLinks Of(string host, string runId)
    {
        var instance = $"{host}/runtime/webhooks/durabletask/instances/{runId}";
        var run = $"{host}/api/runs/{runId}";
        return new RunLinks
        {
            Id = runId,
            StatusQueryGetUri = instance,
            SendEventPostUri = instance + "/raiseEvent/{eventName}",
            TerminatePostUri = instance + "/terminate?reason={text}",
            SuspendPostUri = instance + "/suspend?reason={text}",
            ResumePostUri = instance + "/resume?reason={text}",
            PurgeHistoryDeleteUri = instance,
            ProgressUri = run,
            EventsUri = run + "/events",
            ImagesUri = run + "/images",
        };
    }
}
