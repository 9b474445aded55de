using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

/// <summary>A workflow's context that does what the test scripted and remembers what was asked of it. Nothing ends by itself.</summary>
internal sealed class ScriptedContext : IWorkflowContext
{
    private readonly Dictionary<string, Func<object, object>> _activities = [];

    public DateTimeOffset UtcNow { get; set; } = At(0);

    /// <summary>What the key pool answers; by default nothing and no wait.</summary>
    public Func<KeyPoolRequest, KeyPoolReply> Pool { get; set; } = _ => new KeyPoolReply([], null);

    public List<KeyPoolRequest> Exchanges { get; } = [];

    public List<object> Signals { get; } = [];

    public List<DateTimeOffset> Delays { get; } = [];

    /// <summary>Scripts an activity: <paramref name="body"/> returns its result, or a task of it.</summary>
    public void Activity<TInput>(string name, Func<TInput, object> body) => _activities[name] = input => body((TInput)input);

    public Task<TResult> CallActivityAsync<TResult>(string name, object input) =>
        _activities[name](input) is var result && result is Task<TResult> task ? task : Task.FromResult((TResult)result);

    public Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request)
    {
        Exchanges.Add(request);
        return Task.FromResult(Pool(request));
    }

    public Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        Delays.Add(instant);
        return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    public Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken) =>
        new TaskCompletionSource<TSignal>().Task.WaitAsync(cancellationToken);

    public void SendSignal(string instanceId, string name, object payload) => Signals.Add(payload);

    public void SetStatus(object status)
    {
    }

    public Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input) => throw new NotSupportedException();

    public void ContinueAsNew(object input) => throw new NotSupportedException();
}
