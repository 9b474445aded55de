using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Checks the keys of a style when a run begins to work on it, beside its first attempts: logs what is wrong with single keys as key
/// faults, and never blocks or delays anything. Asks about each key and model at most once an hour; runs that begin within it get the known
/// answer.
/// </summary>
/// <remarks>
/// Thread-safe. An answer that does not concern the key (a proxy without the models endpoint, a service in trouble) logs nothing. A service
/// that could not be reached is called again with the next run.
/// </remarks>
/// <param name="check">Asks the service.</param>
/// <param name="keys">The keys of each style.</param>
/// <param name="time">The clock.</param>
public sealed class BackgroundKeyCheck(IKeyCheck check, IApiKeySource keys, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan OutcomeLifetime = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, string Model), Answer> _outcomes = [];
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Begins to check the style's keys, and returns at once.</summary>
    /// <param name="run">The run whose log takes the faults.</param>
    /// <param name="style">The style.</param>
    /// <param name="model">The model that its attempts are for.</param>
    public void StartCheck(RunLog run, ImageStyle style, string model)
    {
        ArgumentNullException.ThrowIfNull(run);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            _running.Add(done.Task);
        }

        _ = RunAsync(run, style, model, done);
    }

    /// <summary>Completes when nothing is being checked.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running.ToArray());
        }
    }

    /// <summary>Cancels the checks that are under way.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing.Cancel();
        }

        await WhenIdleAsync();
    }

    private async Task RunAsync(RunLog run, ImageStyle style, string model, TaskCompletionSource done)
    {
        // The caller continues before the first key is checked.
        await Task.Yield();
        try
        {
            var all = await keys.ListAsync(style, _closing.Token);
            await Task.WhenAll(all.Select(key => CheckAsync(run, style, model, key)));
        }
        catch (Exception e) when (e is UserException or OperationCanceledException)
        {
            // Keys that cannot be read, and a log that cannot be written, are the run's trouble, and it reports them.
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(done.Task);
            }

            done.SetResult();
        }
    }

    private async Task CheckAsync(RunLog run, ImageStyle style, string model, ApiKey key)
    {
        var outcome = await GetOutcomeAsync(model, key);
        if (outcome is not { Status: KeyStatus.Invalid or KeyStatus.Blocked or KeyStatus.ModelUnavailable, Reason: { } reason })
        {
            return;
        }

        _closing.Token.ThrowIfCancellationRequested();
        await run.DecideAsync(
            state => state.HasEnded || state.Find(style) is not { } s || s.KeyFaults.Contains(reason)
                ? new Decision<bool>(false)
                : new Decision<bool>(true, [new KeyFaultFound(time.GetUtcNow(), style, key.Id, reason)]),
            _closing.Token);
    }

    private async Task<KeyCheckOutcome> GetOutcomeAsync(string model, ApiKey key)
    {
        Answer answer;
        lock (_gate)
        {
            // The reasons name the key, so the same value under another id is checked again.
            var about = ($"{key.Id}\n{key.Value}", model);
            if (!_outcomes.TryGetValue(about, out answer!) || time.GetUtcNow() - answer.AskedAt >= OutcomeLifetime)
            {
                _outcomes[about] = answer = new Answer(time.GetUtcNow(), check.CheckAsync(model, key, _closing.Token));
            }
        }

        var outcome = await answer.Outcome;
        if (outcome.Status is KeyStatus.Unreachable)
        {
            Forget(answer);
        }

        return outcome;
    }

    private void Forget(Answer answer)
    {
        lock (_gate)
        {
            foreach (var about in _outcomes.Where(a => a.Value == answer).Select(a => a.Key).ToArray())
            {
                _outcomes.Remove(about);
            }
        }
    }

    private sealed record Answer(DateTimeOffset AskedAt, Task<KeyCheckOutcome> Outcome);
}
