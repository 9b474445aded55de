using ImageGen.Core.Ports;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Workflows;
using ImageGen.Functions.Entities;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Orchestrations;

/// <summary>A workflow's world on Durable Functions.</summary>
/// <param name="context">Of the orchestration.</param>
/// <param name="exchange">Another way to the key pools than their entities; null: the entities. Serves tests on a host that has none.</param>
internal sealed class DurableWorkflowContext(TaskOrchestrationContext context, Func<string, KeyPoolRequest, Task<KeyPoolReply>>? exchange = null) : IWorkflowContext
{
    // What an activity has to tell, it tells as its result or in a UserException. Anything else is a worker that died, a connection that broke or
    // a bug; the run's log makes a repetition harmless.
    private static readonly TaskOptions Again = TaskOptions.FromRetryPolicy(
        new Microsoft.DurableTask.RetryPolicy(5, firstRetryInterval: TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromSeconds(30))
        {
            HandleFailure = failure => !failure.IsCausedBy<UserException>(),
        });

    // Durable delivers a delay that was given up all the same, and to the instance's next execution if this one is over by then. A host with extended
    // sessions passes such a message round and round, at the cost of a whole core, until that execution is over too. So this one waits for those
    // that are near; one that is far is rare.
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Task> _waits = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset Due, Task Task)> _delays = [];
    private object? _next;

    public DateTimeOffset UtcNow => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    public ILogger Logger { get; } = context.CreateReplaySafeLogger(context.Name.Name);

    public Task<TResult> CallActivityAsync<TResult>(string name, object input) => ToldAsync(name, context.CallActivityAsync<TResult>(name, input, Again));

    public Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input) =>
        ToldAsync(name, context.CallSubOrchestratorAsync<TResult>(Orchestrators.NameOf(name), input, new SubOrchestrationOptions(new TaskOptions(), instanceId)));

    public Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request) => exchange is not null
        ? exchange(pool, request)
        : ToldAsync(pool, context.Entities.CallEntityAsync<KeyPoolReply>(
            new EntityInstanceId(nameof(KeyPoolEntity), pool), nameof(KeyPoolEntity.Exchange), request));

    public Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken)
        : instant <= UtcNow ? Task.CompletedTask
        : Begun(instant, context.CreateTimer(instant.UtcDateTime, cancellationToken));

    public Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken)
    {
        // Durable serves the newest wait first; here the oldest is, so a wait begins when those before it are over.
        var before = _waits.GetValueOrDefault(name, Task.CompletedTask);
        var wait = before.IsCompleted ? context.WaitForExternalEvent<TSignal>(name, cancellationToken) : InTurnAsync<TSignal>(before, name, cancellationToken);
        _waits[name] = before.IsCompleted ? wait : Task.WhenAll(before, wait);
        return wait;
    }

    public void SendSignal(string instanceId, string name, object payload) => context.SendEvent(instanceId, name, payload);

    public void SetStatus(object status) => context.SetCustomStatus(status);

    public void ContinueAsNew(object input) => _next = input;

    /// <summary>Runs a workflow in this world, and its next execution if it asks for one.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<IWorkflowContext, Task<TResult>> workflow)
    {
        var result = await workflow(this);
        if (_next is null)
        {
            return result;
        }

        var until = _delays.Where(d => !d.Task.IsCompletedSuccessfully && d.Due <= UtcNow + Near).Select(d => d.Due + Late).DefaultIfEmpty().Max();
        if (until > UtcNow)
        {
            await context.CreateTimer(until.UtcDateTime, CancellationToken.None);
        }

        context.ContinueAsNew(_next, preserveUnprocessedEvents: true);
        return result;
    }

    private Task Begun(DateTimeOffset due, Task delay)
    {
        _delays.RemoveAll(d => d.Task.IsCompletedSuccessfully);
        _delays.Add((due, delay));
        return delay;
    }

    private async Task<TSignal> InTurnAsync<TSignal>(Task before, string name, CancellationToken cancellationToken)
    {
        await before.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return await context.WaitForExternalEvent<TSignal>(name, cancellationToken);
    }

    private static async Task<TResult> ToldAsync<TResult>(string name, Task<TResult> task)
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
