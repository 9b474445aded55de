using ImageGen.Core.KeyPools;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>
/// All that a workflow may use of the world. An engine implements it; nothing of an engine shows in it.
/// </summary>
/// <remarks>
/// <para>
/// The determinism contract. An engine may run a workflow from its beginning again at any time, handing it the recorded results in the
/// recorded order, and the workflow must then ask for the same things in the same order with the same arguments. So between two awaits a
/// workflow may use only its input, the results it was given, and this context. No clock but <see cref="UtcNow"/>, no chance but one that
/// is seeded from the input, no I/O, no static state that changes, no threads, no await of a task that did not come from this context
/// (or from <c>Task.WhenAll</c>/<c>WhenAny</c> over such tasks), no enumeration whose order is not defined.
/// </para>
/// <para>
/// An engine may also lose an instance and start it again from its last input, without history: everything that matters is in the run's
/// log and the image store before a task completes, and a workflow plans from there. Activities run at least once.
/// </para>
/// <para>
/// Inputs, results, signals and status hold ids and counters only: never prompts, key values or bytes; each under 32 KB as JSON.
/// Members are called on the workflow's own scheduler only, and continuations come back to it.
/// </para>
/// </remarks>
public interface IWorkflowContext
{
    /// <summary>
    /// The time of the event that the workflow is working on; the same in every replay. Never goes backwards within an instance.
    /// </summary>
    DateTimeOffset UtcNow { get; }

    /// <summary>Runs an activity: code that may do anything. At least once; its recorded result is handed to every replay.</summary>
    /// <exception cref="WorkflowActivityException">It threw; the message is for people.</exception>
    Task<TResult> CallActivityAsync<TResult>(string name, object input);

    /// <summary>Runs another workflow as a child under <paramref name="instanceId"/> and awaits its result.</summary>
    /// <exception cref="WorkflowActivityException">It failed or was terminated.</exception>
    Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input);

    /// <summary>
    /// One exchange with the key pool named <paramref name="pool"/> (a style's name), which all runs share. The engine fills in
    /// <see cref="KeyPoolRequest.Instance"/>.
    /// </summary>
    Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request);

    /// <summary>
    /// Completes at <paramref name="instant"/>, or at once if that is past; durable. Cancelled when <paramref name="cancellationToken"/>
    /// is.
    /// </summary>
    Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>
    /// Completes with the next signal of this name; each signal completes one wait, in the order of arrival, and one that comes early
    /// waits. Signals that were not taken are kept across <see cref="ContinueAsNew"/>.
    /// </summary>
    Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken);

    /// <summary>Sends a signal to another instance. At least once, some time; no harm if that instance has ended.</summary>
    void SendSignal(string instanceId, string name, object payload);

    /// <summary>Replaces the instance's custom status, which anyone may read; at most 16 KB as UTF-16 JSON.</summary>
    void SetStatus(object status);

    /// <summary>
    /// Ends this execution and begins again with <paramref name="input"/> and an empty history. The workflow returns right after it, and
    /// only when no activity, child, exchange or uncancelled delay of it is unfinished.
    /// </summary>
    void ContinueAsNew(object input);
}

/// <summary>
/// An activity or a child workflow failed. Activities of ours report what is expected as results, so this is a bug or a host that cannot
/// continue.
/// </summary>
public sealed class WorkflowActivityException : Exception
{
    /// <summary>With a message for people.</summary>
    public WorkflowActivityException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
