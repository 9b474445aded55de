using System.Collections.Concurrent;
using ImageGen.Core.Scheduling;
using ImageGen.Local.Adapters.Files;

namespace ImageGen.Local.Engine;

/// <summary>
/// The key pools of this process, one for each style, shared by all runs. What a pool remembers is kept in <c>{prefix}-{style}.json</c>,
/// written about a second behind; what a crash takes of it the service's own 429 brings back.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class KeyPools(KeyPoolOptions options, DataFolder data, TimeProvider time, ILogger<KeyPools> logger, string prefix = "keypool")
    : IAsyncDisposable
{
    private static readonly TimeSpan NotNow = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<SharedKeyPool>> _pools = new(StringComparer.Ordinal);

    /// <summary>One exchange with the pool of that name; without <paramref name="mayGrant"/> it takes in what it is told and gives nothing.</summary>
    public KeyPoolReply Exchange(string name, KeyPoolRequest request, bool mayGrant)
    {
        var pool = _pools.GetOrAdd(name, n => new Lazy<SharedKeyPool>(() => Open(n))).Value;
        if (mayGrant || request.Want == 0)
        {
            return pool.Exchange(request);
        }

        var reply = pool.Exchange(request with { Want = 0 });
        return reply with { Wait = new KeyPoolWait(KeyWaitKind.Turn, time.GetUtcNow() + NotNow, 0) };
    }

    /// <summary>Completes when everything that the pools remember is on the disk, or could not be written (which is logged).</summary>
    public Task SaveAsync() => Task.WhenAll(_pools.Values.Select(p => p.Value.SaveAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in _pools.Values)
        {
            await pool.Value.DisposeAsync();
        }
    }

    private SharedKeyPool Open(string name)
    {
        var path = Path.Combine(data.Control, $"{prefix}-{name}.json");
        return new SharedKeyPool(name, options, new SnapshotFile<KeyPoolSnapshot>(path, logger, data), time, logger);
    }
}
