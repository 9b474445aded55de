using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Engine;

/// <summary>One key pool, guarded, and its snapshot on the disk.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class SharedKeyPool : IAsyncDisposable
{
    private static readonly TimeSpan WriteBehind = TimeSpan.FromSeconds(1);

    // A pool's clock only goes forward: one that is far ahead of ours would have it stand still until then.
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly SnapshotFile<KeyPoolSnapshot> _file;
    private readonly TimeProvider _time;
    private readonly KeyPoolOptions _options;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly ITimer _timer;
    private KeyPool _pool;
    private bool _isDirty;

    public SharedKeyPool(string name, KeyPoolOptions options, SnapshotFile<KeyPoolSnapshot> file, TimeProvider time, ILogger logger)
    {
        (_name, _options, _file, _time, _logger) = (name, options, file, time, logger);
        _pool = Restore();
        _timer = time.CreateTimer(static pool => ((SharedKeyPool)pool!).Save(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public KeyPoolReply Exchange(KeyPoolRequest request)
    {
        lock (_gate)
        {
            if (!_isDirty)
            {
                _isDirty = true;
                _timer.Change(WriteBehind, Timeout.InfiniteTimeSpan);
            }

            try
            {
                return _pool.Exchange(request, _time.GetUtcNow());
            }
            catch (Exception e)
            {
                // A bug, perhaps on what was read from the disk: kept, it would fail every run of the style from now on.
                LogBroken(_logger, _name, Bugs.Describe(e));
                _pool = new KeyPool(_options);
                throw;
            }
        }
    }

    /// <summary>What is known of the limits of its projects.</summary>
    public ImmutableArray<ProjectLimit> Limits()
    {
        lock (_gate)
        {
            return _pool.Limits(_time.GetUtcNow());
        }
    }

    public Task SaveAsync()
    {
        Save();
        return _file.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await SaveAsync();
    }

    private void Save()
    {
        lock (_gate)
        {
            if (_isDirty)
            {
                _isDirty = false;
                _file.Save(_pool.Snapshot());
            }
        }
    }

    private KeyPool Restore()
    {
        try
        {
            if (_file.Load() is not { } snapshot)
            {
                return new KeyPool(_options);
            }

            if (snapshot.Version > KeyPoolSnapshot.CurrentVersion)
            {
                LogNewer(_logger, _name, snapshot.Version, _file.SetAside());
                return new KeyPool(_options);
            }

            if (snapshot.Now <= (_time.GetUtcNow() + MostAhead).UtcTicks)
            {
                return KeyPool.Inherit(snapshot, _options);
            }

            LogFromTheFuture(_logger, _name);
        }
        catch (UserException e)
        {
            LogNotRead(_logger, _name, e.Message);
        }
        catch (Exception e)
        {
            LogBroken(_logger, _name, Bugs.Describe(e));
        }

        return new KeyPool(_options);
    }

    [LoggerMessage(
        4010, LogLevel.Warning, "The key pool of '{Pool}' was written under a clock that was ahead of this one; it begins again.")]
    private static partial void LogFromTheFuture(ILogger logger, string pool);

    [LoggerMessage(4011, LogLevel.Warning, "What the key pool of '{Pool}' remembered cannot be read, and it begins again: {Message}")]
    private static partial void LogNotRead(ILogger logger, string pool, string message);

    [LoggerMessage(4013, LogLevel.Warning, "What the key pool of '{Pool}' remembered is of version {Version}, newer than this program "
        + "reads. It was put aside as {Aside}; the pool begins with nothing learned.")]
    private static partial void LogNewer(ILogger logger, string pool, int version, string aside);

    [LoggerMessage(4012, LogLevel.Error, "The key pool of '{Pool}' failed unexpectedly and begins again: {Fault}")]
    private static partial void LogBroken(ILogger logger, string pool, string fault);
}
