using System.Collections.Concurrent;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Local.Engine;

/// <summary>An activity that the test holds in its hands: it says when it has begun, and ends at the test's word.</summary>
internal sealed class HeldActivity
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<int>> _held = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _begun = new();
    private int _count;

    /// <summary>How many have begun.</summary>
    public int Begun => Volatile.Read(ref _count);

    /// <summary>How many were cancelled.</summary>
    public int Cancelled;

    public ActivityBody Body(string name, bool isPaid) => new(
        name,
        typeof(int),
        typeof(int),
        async (input, cancellationToken) =>
        {
            var n = (int)input;
            Interlocked.Increment(ref _count);
            BegunOf(n).TrySetResult();
            try
            {
                return await HeldOf(n).Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref Cancelled);
                throw;
            }
        },
        isPaid);

    /// <summary>Ends when the call with this input has begun.</summary>
    public Task WhenBegunAsync(int n) => BegunOf(n).Task;

    public void End(int n) => HeldOf(n).SetResult(n);

    private TaskCompletionSource<int> HeldOf(int n) => _held.GetOrAdd(n, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private TaskCompletionSource BegunOf(int n) => _begun.GetOrAdd(n, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>Shorthands for workflows and activities of one test.</summary>
internal static class Toys
{
    public static WorkflowBody Workflow<TInput, TResult>(string name, Func<IWorkflowContext, TInput, Task<TResult>> run)
        where TInput : notnull
        where TResult : notnull => WorkflowBody.Of(name, run);

    public static ActivityBody Activity<TInput, TResult>(string name, Func<TInput, TResult> run)
        where TInput : notnull
        where TResult : notnull =>
        new(name, typeof(TInput), typeof(TResult), (input, _) => Task.FromResult<object>(run((TInput)input)));
}
