using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Checks the keys of a style when a run begins to work on it, beside its first attempts: logs what is wrong with single keys as key
/// faults, and never blocks or delays anything. Checks each key and model at most once an hour; runs that begin within it use the known
/// outcome.
/// </summary>
/// <remarks>
/// Thread-safe. An outcome that does not concern the key (a proxy without the models endpoint, a service in trouble) logs nothing. A
/// service that could not be reached is called again with the next run.
/// </remarks>
/// <param name="check">Asks the service.</param>
/// <param name="keys">The keys of each style.</param>
/// <param name="time">The clock.</param>
public sealed class BackgroundKeyCheck(IKeyCheck check, IApiKeySource keys, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan OutcomeLifetime = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Key, string Model), CachedOutcome> _outcomes = [];
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
            // The run itself reports keys that cannot be read and a log that cannot be written.
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
        CachedOutcome cached;
        lock (_gate)
        {
            // The reasons name the key, so the same value under another id is checked again.
            var subject = ($"{key.Id}\n{key.Value}", model);
            if (!_outcomes.TryGetValue(subject, out cached!) || time.GetUtcNow() - cached.AskedAt >= OutcomeLifetime)
            {
                _outcomes[subject] = cached = new CachedOutcome(time.GetUtcNow(), check.CheckAsync(model, key, _closing.Token));
            }
        }

        var outcome = await cached.Outcome;
        if (outcome.Status is KeyStatus.Unreachable)
        {
            Forget(cached);
        }

        return outcome;
    }

    private void Forget(CachedOutcome cached)
    {
        lock (_gate)
        {
            foreach (var subject in _outcomes.Where(a => a.Value == cached).Select(a => a.Key).ToArray())
            {
                _outcomes.Remove(subject);
            }
        }
    }

    private sealed record CachedOutcome(DateTimeOffset AskedAt, Task<KeyCheckOutcome> Outcome);
}
