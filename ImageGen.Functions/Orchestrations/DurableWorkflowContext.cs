using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Entities;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Orchestrations;

/// <summary>The workflow context on Durable Functions.</summary>
/// <param name="context">Of the orchestration.</param>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext context) : IWorkflowContext
{
    // An activity reports by its result or a UserException. Anything else is a worker that died, a connection that broke or a bug; the
    // run's log makes a repetition harmless.
    private static readonly TaskOptions FiveTries = TaskOptions.FromRetryPolicy(
        new Microsoft.DurableTask.RetryPolicy(
            5, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromSeconds(30))
        {
            HandleFailure = failure => !failure.IsCausedBy<UserException>(),
        });

    // A root that gives up ends its run; storage that is out of order for some minutes is no reason to.
    private static readonly TaskOptions TwentyTries = TaskOptions.FromRetryPolicy(
        new Microsoft.DurableTask.RetryPolicy(
            20, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

    private readonly Dictionary<string, Task> _waits = new(StringComparer.Ordinal);
    private readonly Delays _delays = new(context);
    private object? _next;
    private DateTime _latest;

    // Each execution's part of the clock comes from whichever worker runs it, and their clocks differ.
    public DateTimeOffset UtcNow =>
        new(_latest = context.CurrentUtcDateTime > _latest ? context.CurrentUtcDateTime : _latest, TimeSpan.Zero);

    public Task<TResult> CallActivityAsync<TResult>(string name, object input) => ExplainedAsync(
        name, context.CallActivityAsync<TResult>(name, input, name is WorkflowNames.PlanRun ? TwentyTries : FiveTries));

    public Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input) =>
        ExplainedAsync(
            name,
            context.CallSubOrchestratorAsync<TResult>(
                Orchestrators.NameOf(name), input, new SubOrchestrationOptions(new TaskOptions(), instanceId)));

    public Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request) => ExplainedAsync(
        pool,
        context.Entities.CallEntityAsync<KeyPoolReply>(
            new EntityInstanceId(nameof(KeyPoolEntity), pool), nameof(KeyPoolEntity.Exchange), request
                with
            { Instance = context.InstanceId }));

    public Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
        : instant <= UtcNow ? Task.CompletedTask
        : _delays.BeginAsync(instant, cancellationToken);

    public Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken)
    {
        // Durable serves the newest wait first; here the oldest is, so a wait begins when those before it are over.
        var before = _waits.GetValueOrDefault(name, Task.CompletedTask);
        var wait = before.IsCompleted
            ? context.WaitForExternalEvent<TSignal>(name, cancellationToken)
            : InTurnAsync<TSignal>(before, name, cancellationToken);
        _waits[name] = before.IsCompleted ? wait : Task.WhenAll(before, wait);
        return wait;
    }

    public void SendSignal(string instanceId, string name, object payload) => context.SendEvent(instanceId, name, payload);

    public void SetStatus(object status) => context.SetCustomStatus(status);

    public void ContinueAsNew(object input) => _next = input;

    /// <summary>Runs a workflow in this context, and its next execution if it continues as new.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<IWorkflowContext, Task<TResult>> workflow)
    {
        var result = await workflow(this);
        if (_next is not null)
        {
            await _delays.OverAsync();
            context.ContinueAsNew(_next, preserveUnprocessedEvents: true);
        }

        return result;
    }

    private async Task<TSignal> InTurnAsync<TSignal>(Task before, string name, CancellationToken cancellationToken)
    {
        await before.WaitAsync(cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return await context.WaitForExternalEvent<TSignal>(name, cancellationToken);
    }

    private static async Task<TResult> ExplainedAsync<TResult>(string name, Task<TResult> task)
    {
        try
        {
            return await task;
        }
        catch (Exception e) when (e is TaskFailedException or EntityOperationFailedException)
        {
            var why = e is TaskFailedException { FailureDetails: var failure } && failure.IsCausedBy<UserException>()
                ? failure.ErrorMessage
                : $"'{name}' failed unexpectedly; the host's log has the reason.";
            throw new WorkflowActivityException(why, e);
        }
    }
}
