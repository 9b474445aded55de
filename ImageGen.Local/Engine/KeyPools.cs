using System.Collections.Concurrent;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Engine;

/// <summary>
/// The key pools of this process, one for each style, shared by all runs. What a pool remembers is kept in <c>{prefix}-{style}.json</c>,
/// written about a second behind; what a crash takes of it the service's own 429 brings back.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class KeyPools(
    KeyPoolOptions options, DataFolder data, TimeProvider time, ILogger<KeyPools> logger, string prefix = "keypool")
    : IRequestLimits, IAsyncDisposable
{
    /// <summary>The claimant of a reset.</summary>
    private const string Doctor = "doctor";

    private static readonly TimeSpan NotNow = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Lazy<SharedKeyPool>> _pools = new(StringComparer.Ordinal);

    /// <summary>
    /// One exchange with the pool of that name; without <paramref name="mayReserve"/> it takes in what it is told and gives nothing.
    /// </summary>
    public KeyPoolReply Exchange(string name, KeyPoolRequest request, bool mayReserve)
    {
        var pool = Find(name);
        if (mayReserve || request.Want == 0)
        {
            return pool.Exchange(request);
        }

        var reply = pool.Exchange(request with { Want = 0 });
        return reply with { Wait = new KeyPoolWait(KeyWaitKind.Turn, time.GetUtcNow() + NotNow, 0) };
    }

    /// <summary>How the snapshots are called: what the simulator refuses says nothing of Gemini's limits.</summary>
    public static string PrefixOf(bool hasKeys) => hasKeys ? "keypool" : "keypool-simulated";

    /// <summary>Where a snapshot is.</summary>
    public static string PathOf(DataFolder data, string prefix, string name) => Path.Combine(data.Control, $"{prefix}-{name}.json");

    public Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult(Find(style.Name()).Limits());

    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        foreach (var name in ImageStyles.All.Select(style => style.Name()).Where(IsKnown))
        {
            Exchange(name, new KeyPoolRequest(Doctor, 0, [], [], ResetLimits: true), mayReserve: false);
        }

        await SaveAsync();
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

    private bool IsKnown(string name) => _pools.ContainsKey(name) || File.Exists(PathOf(data, prefix, name));

    private SharedKeyPool Find(string name) => _pools.GetOrAdd(name, n => new Lazy<SharedKeyPool>(() => Open(n))).Value;

    private SharedKeyPool Open(string name) =>
        new(name, options, new SnapshotFile<KeyPoolSnapshot>(PathOf(data, prefix, name), logger, data), time, logger);
}
