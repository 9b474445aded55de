using System.Collections.Concurrent;
using DurableTask.Core.Exceptions;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Contract;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Orchestrations;

/// <summary>
/// Logs what happens to roots through Durable Functions' own URLs (suspended, resumed, terminated) or by a fault: the first process that
/// finds it writes it to the run's log, which then holds for all processes.
/// </summary>
/// <remarks>Thread-safe. Each process reads a root at most every <see cref="Fresh"/>.</remarks>
internal sealed partial class RootWatch(RunLogs runLogs, TimeProvider time, ILogger<RootWatch> logger)
{
    /// <summary>The reason in the log of a run whose root was suspended, which distinguishes it from other pauses.</summary>
    public const string Suspended = "Its workflow was suspended by the durable URL.";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the root lets its run continue.</summary>
    public async Task<RunGateState> CheckAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        if (_seen.TryGetValue(runId, out var seen) && time.GetElapsedTime(seen) < Fresh)
        {
            return RunGateState.Open;
        }

        var at = time.GetTimestamp();
        var state = await ReadRootAsync(client, runId, cancellationToken);
        if (_seen.Count > 1_000)
        {
            _seen.Clear();
        }

        // A root that is not open is read each time, so that its run continues at once when a person resumes it.
        if (state is RunGateState.Open)
        {
            _seen[runId] = at;
        }

        return state;
    }

    /// <summary>Logs the start of the run, once.</summary>
    public async Task LogStartAsync(string runId, CancellationToken cancellationToken)
    {
        var runLog = await runLogs.OpenAsync(runId, cancellationToken);
        await runLog.DecideAsync(
            state =>
                state.Starts > 0
                    ? new Decision<bool>(false)
                    : new Decision<bool>(true, [new RunStarted(time.GetUtcNow(), 1)]), cancellationToken);
    }

    /// <summary>Has the next check read the root.</summary>
    public void Forget(string runId) => _seen.TryRemove(runId, out _);

    /// <summary>Resumes a suspended root whose run may continue by its log.</summary>
    public async Task ResumeRootAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        var root = await client.GetInstanceAsync(runId, getInputsAndOutputs: false, cancellationToken);
        if (root?.RuntimeStatus is OrchestrationRuntimeStatus.Suspended
            && await runLogs.FindAsync(runId, cancellationToken) is { } runLog
            && await runLog.ReadAsync(state => state.PausedBy is null || state.Cancelled is not null, cancellationToken))
        {
            await client.ResumeInstanceAsync(runId, "resumed by the API", cancellationToken);
        }
    }

    private async Task<RunGateState> ReadRootAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return RunGateState.Open;
        }

        var root = await client.GetInstanceAsync(runId, getInputsAndOutputs: true, cancellationToken);
        switch (root?.RuntimeStatus)
        {
            case OrchestrationRuntimeStatus.Terminated:
                await EndAsync(
                    client, runLog, runId, new RunCancelled(time.GetUtcNow(), DropInFlight: false), RunStatus.Cancelled, cancellationToken);
                return RunGateState.Ended;
            case OrchestrationRuntimeStatus.Failed:
                await EndAsync(
                    client, runLog, runId, new RunStopped(time.GetUtcNow(), FailureOf(root)), RunStatus.Failed, cancellationToken);
                return RunGateState.Ended;
            case OrchestrationRuntimeStatus.Suspended:
                await PauseAsync(client, runLog, runId, cancellationToken);
                return RunGateState.Held;
            case OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending:
                await ResumeAsync(runLog, runId, cancellationToken);
                return RunGateState.Open;
            case OrchestrationRuntimeStatus.Completed when !await runLog.ReadAsync(state => state.HasEnded, cancellationToken):
                await StartAgainAsync(client, runId, cancellationToken);
                return RunGateState.Ended;
            case null or OrchestrationRuntimeStatus.Completed:
                // Nothing would take the outcome of a call.
                return RunGateState.Ended;
            default:
                return RunGateState.Open;
        }
    }

    /// <summary>
    /// A request reopened the run while its root was ending. Durable Functions discards an event for a root that is over, so the root never
    /// received it.
    /// </summary>
    private async Task StartAgainAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartRootAsync(runId, cancellationToken);
            LogStartedAgain(runId);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Another process was first.
        }
    }

    private async Task EndAsync(
        DurableTaskClient client, RunLog runLog, string runId, RunEvent why, RunStatus status, CancellationToken cancellationToken)
    {
        var (hasEnded, isOurs) = await runLog.DecideAsync(
            state => state.HasEnded || state.IsOver
                ? new Decision<(bool, bool)>((state.HasEnded, false))
                : new Decision<(bool, bool)>((false, true), [why]),
            cancellationToken);
        if (hasEnded)
        {
            return;
        }

        // Children end by themselves when they read the log, and the last of them logs the end of the run.
        var isAlone = true;
        await foreach (var child in client.GetAllInstancesAsync(new OrchestrationQuery
        {
            InstanceIdPrefix = runId + ":",
            Statuses = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended],
        }).WithCancellation(cancellationToken))
        {
            isAlone = false;
            if (isOurs)
            {
                await client.RaiseEventAsync(child.InstanceId, WorkflowNames.Control, true, cancellationToken);
            }
        }

        if (isOurs)
        {
            LogEnded(runId, status);
        }

        if (isAlone)
        {
            await runLog.DecideAsync(
                state =>
                    state.HasEnded
                        ? new Decision<bool>(false)
                        : new Decision<bool>(true, [new RunEnded(time.GetUtcNow(), status)]), cancellationToken);
        }
    }

    private async Task PauseAsync(DurableTaskClient client, RunLog runLog, string runId, CancellationToken cancellationToken)
    {
        var isOurs = await runLog.DecideAsync(
            state => state.HasEnded || state.PausedBy is not null || state.Cancelled is not null
                ? new Decision<bool>(false)
                : new Decision<bool>(true, [new RunPaused(time.GetUtcNow(), PausedBy.Person, Suspended)]),
            cancellationToken);
        if (isOurs)
        {
            LogSuspended(runId);

            // Waits in the suspended root, which reads the log when it is resumed.
            await client.RaiseEventAsync(runId, WorkflowNames.Control, true, cancellationToken);
        }
    }

    private async Task ResumeAsync(RunLog runLog, string runId, CancellationToken cancellationToken)
    {
        var isOurs = await runLog.DecideAsync(
            state => state is { HasEnded: false, PausedBy: PausedBy.Person, Reason: Suspended }
                ? new Decision<bool>(true, [new RunResumed(time.GetUtcNow())])
                : new Decision<bool>(false),
            cancellationToken);
        if (isOurs)
        {
            LogResumed(runId);
        }
    }

    private static string FailureOf(OrchestrationMetadata root) =>
        $"Its workflow failed: {root.FailureDetails?.ErrorMessage ?? root.SerializedOutput ?? "no reason is known"} Retry its failed "
            + "beats, or start a new run.";

    [LoggerMessage(4100, LogLevel.Warning, "The root of run {Run} has ended from outside: {Status}.")]
    private partial void LogEnded(string run, RunStatus status);

    [LoggerMessage(4101, LogLevel.Information, "The root of run {Run} was suspended by its durable URL; the run is paused.")]
    private partial void LogSuspended(string run);

    [LoggerMessage(4103, LogLevel.Information, "Run {Run} continues: a request came while its root was ending.")]
    private partial void LogStartedAgain(string run);

    [LoggerMessage(4102, LogLevel.Information, "The root of run {Run} was resumed by its durable URL; the run continues.")]
    private partial void LogResumed(string run);
}
