using System.ComponentModel;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Hosting.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ImageGen.Local.Mcp;

/// <summary>The tools that spend money: an estimate first, then a start that is bound to it.</summary>
internal sealed class StartTools(
    StoryboardIntake intake,
    ReferenceFaults references,
    Estimator estimator,
    Quotes quotes,
    StartHandler starts,
    RunService runs,
    RunReader reader,
    RunActivity activity)
{
    [McpServerTool(Name = "estimate", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Says what generating a storyboard's images would cost and how long it would take, without generating anything. Returns "
        + "the estimate's id, which start needs.")]
    public Task<CallToolResult> EstimateAsync(
        [Description("The storyboard: {projectPath, promptsByStyle: {illustration|clear|consistent: [{shot_number, beat_number, "
            + "script_phrase?, transition_type, ai_prompt, instruction?, seconds?, candidates?, references?}]}, options?, references?: "
            + "[{id, kind, image?, description?, styles?}]}.")]
        JsonElement storyboard,
        CancellationToken cancellationToken) => McpAnswers.TryAsync(async () =>
    {
        if (storyboard.ValueKind is not JsonValueKind.Object)
        {
            return McpAnswers.Error("The storyboard is not a JSON object. Send it as an object, not as text.");
        }

        switch (intake.Read(Encoding.UTF8.GetBytes(storyboard.GetRawText())))
        {
            case StoryboardReadResult.Refused refused:
                return Faulty(refused.Faults);
            case StoryboardReadResult.Accepted { Storyboard: var read }:
                if (await references.OfAsync(read, cancellationToken) is { IsEmpty: false } faults)
                {
                    return Faulty(faults);
                }

                var estimate = await estimator.EstimateAsync(read, cancellationToken);
                var quote = quotes.Add(read, estimate.CostUsd);
                return McpAnswers.Of(new QuotedEstimate(quote.Id, read.Project.Value, quote.HighestCostUsd, quote.Until, estimate));
            default:
                throw new InvalidOperationException("Not a result of a reading.");
        }
    });

    [McpServerTool(Name = "start", Destructive = false, Idempotent = true, OpenWorld = true)]
    [Description("Starts generating what was estimated. This costs money, up to maxCostUsd: ask the person first. The run pauses before "
        + "it would pass the limit. Calling it again with the same estimate starts nothing more.")]
    public Task<CallToolResult> StartAsync(
        [Description("The id that estimate returned.")] string estimateId,
        [Description("US dollars that the run may spend at most; not more than the estimate's highestCostUsd.")] decimal maxCostUsd,
        CancellationToken cancellationToken) => McpAnswers.TryAsync(async () =>
    {
        if (quotes.Find(estimateId) is not { } quote)
        {
            return McpAnswers.Error(
                "There is no estimate of this id, or it is older than an hour. Call estimate again and start with the new id.");
        }

        if (maxCostUsd < 0 || maxCostUsd > quote.HighestCostUsd)
        {
            return McpAnswers.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"The cost limit has to be from 0 to {quote.HighestCostUsd} US dollars: no more may be spent than was quoted. Call "
                    + $"estimate again if more is to be generated."));
        }

        // One start for each estimate: whatever limit is named the second time, the run has the first one.
        var key = IdempotencyKey.With(quote.Id, Encoding.ASCII.GetBytes(quote.Id));
        if (await runs.FindStartAsync(key, cancellationToken) is null
            && await activity.UnlimitedAsync(quote.Storyboard.Project, cancellationToken) is { } unlimited)
        {
            return McpAnswers.Error(
                $"{unlimited} of the same project is not over and has no cost limit. A person has to let it end, or cancel it, first.");
        }

        var options = quote.Storyboard.Options;
        var limited = quote.Storyboard with
        {
            Options = options with
            {
                MaxCostUsd = Math.Min(
            maxCostUsd, options.MaxCostUsd ?? maxCostUsd)
            }
        };
        return await starts.TryStartAsync(runs, limited, key, cancellationToken) switch
        {
            StartResult.Started started => await ViewAsync(started.Run.Id, cancellationToken),
            StartResult.Repeated repeated => await ViewAsync(repeated.RunId, cancellationToken),
            StartResult.AlreadyActive active =>
                McpAnswers.Error(
                    $"{active.RunId} of the same project is not over yet; nothing was started. Wait for it or cancel it, and start then."),
            StartResult.Refused refused => McpAnswers.Error(refused.Why),
            StartResult.TooMany many =>
                McpAnswers.Error($"{many.Max} runs are not over yet, as many as this host allows. Wait until one ends, or cancel one."),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not an answer to this start."),
        };
    });

    private static CallToolResult Faulty(ImmutableArray<Fault> faults) =>
        McpAnswers.Error(string.Join('\n', faults.Select(f => $"{f.Path}: {f.Problem} {f.Remedy}")));

    private async Task<CallToolResult> ViewAsync(string runId, CancellationToken cancellationToken) =>
        await reader.ViewAsync(runId, withBeats: false, cancellationToken) is { } view ? McpAnswers.Of(view) : McpAnswers.NoSuchRun(runId);
}

/// <summary>What <c>estimate</c> answers.</summary>
/// <param name="EstimateId">By which it is started.</param>
/// <param name="Project">The project.</param>
/// <param name="HighestCostUsd">The highest cost limit with which it can be started.</param>
/// <param name="ValidUntil">Until when it can be started.</param>
/// <param name="Estimate">The estimate.</param>
internal sealed record QuotedEstimate(
    string EstimateId, string Project, decimal HighestCostUsd, DateTimeOffset ValidUntil, Estimate Estimate);
