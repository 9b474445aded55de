using ImageGen.Core.KeyPools;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Local;
using ImageGen.Tests.Races.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>Two to four runs that share a key pool: they reserve, attempt, report, give back, wait and call each other.</summary>
internal sealed class KeyPoolScenarios : IAsyncDisposable
{
    private static readonly ImmutableArray<KeyDescriptor> Keys = [new("one-1", "one"), new("one-2", "one")];

    private readonly TempFolder _folder = new();
    private readonly Interleaving _world;
    private readonly KeyPoolOptions _options;
    private readonly List<DateTimeOffset> _starts = [];
    private readonly Dictionary<string, TaskCompletionSource> _calls = [];
    private readonly bool _takesTime;
    private KeyPools _pools;
    private int _inFlight;

    private KeyPoolScenarios(Interleaving world, KeyPoolOptions options, bool takesTime)
    {
        (_world, _options, _takesTime) = (world, options, takesTime);
        _pools = Open();
    }

    /// <summary>The limit of a project and the cap hold, each run gets what it wants, and the next process knows what was used.</summary>
    public static async Task LimitAndCap(Interleaving world)
    {
        var options = new KeyPoolOptions { Requests = world.Random.Next(2, 4), MaxInFlightInAll = OneOf<int?>(world, null, 1, 2) };
        await using var pool = new KeyPoolScenarios(world, options, takesTime: true);
        await pool.RunAsync(saves: true);
        await pool._pools.DisposeAsync();
        pool._pools = pool.Open();
        await pool.RunAsync(saves: false);
        await pool.AllIsFreeAgainAsync();
    }

    /// <summary>A free place goes to the next in line at once: the clock stands still but for the write of the snapshot.</summary>
    public static async Task PassesPlacesOn(Interleaving world)
    {
        world.TimeLimit = TimeSpan.FromSeconds(5);
        var options = new KeyPoolOptions { Requests = 1_000, MaxInFlightInAll = world.Random.Next(1, 3) };
        await using var pool = new KeyPoolScenarios(world, options, takesTime: false);
        await pool.RunAsync(saves: true);
    }

    /// <summary>The smallest case, for every interleaving: two runs, one place, one attempt each.</summary>
    public static async Task OnePlaceForTwo(Interleaving world)
    {
        world.TimeLimit = TimeSpan.FromSeconds(5);
        await using var pool = new KeyPoolScenarios(world, new KeyPoolOptions { Requests = 1_000, MaxInFlightInAll = 1 }, takesTime: false);
        await Task.WhenAll(
            Task.Run(() => pool.ClaimAsync("a", 1, mayGiveBack: false)), Task.Run(() => pool.ClaimAsync("b", 1, mayGiveBack: false)));
        Assert.Equal(2, pool._starts.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _pools.DisposeAsync();
        _folder.Dispose();
    }

    private static T OneOf<T>(Interleaving world, params T[] values) => values[world.Random.Next(values.Length)];

    private KeyPools Open() => new(_options, DataFolder.Open(_folder.Path), _world.Clock, NullLogger<KeyPools>.Instance);

    private async Task RunAsync(bool saves)
    {
        var claims = Enumerable.Range(0, _world.Random.Next(2, 5))
            .Select(n => (Name: ((char)('a' + n)).ToString(), Wanted: _world.Random.Next(1, 4))).ToList();
        var before = _starts.Count;
        await Task.WhenAll(
        [
            .. claims.Select(c => Task.Run(() => ClaimAsync(c.Name, c.Wanted, mayGiveBack: true))),
            !saves ? Task.CompletedTask
                : _world.Random.Next(2) == 0 ? Task.Run(_pools.SaveAsync)
                : Task.Run(() => _pools.DisposeAsync().AsTask()),
        ]);
        Assert.Equal(claims.Sum(c => c.Wanted), _starts.Count - before);
        Assert.Equal(0, _inFlight);
    }

    /// <summary>What a style workflow does with its pool.</summary>
    private async Task ClaimAsync(string name, int left, bool mayGiveBack)
    {
        var request = new KeyPoolRequest(name, left, [], [], Keys, Instance: name);
        while (true)
        {
            var called = _calls[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var reply = _pools.Exchange("illustration", request, mayReserve: true);
            foreach (var next in reply.Next ?? [])
            {
                _calls[next].TrySetResult();
            }

            var ended = await Task.WhenAll(reply.Reservations.Select(r => Task.Run(() => AttemptAsync(r, mayGiveBack))));
            ImmutableArray<AttemptReport> reports = [.. ended.OfType<AttemptReport>()];
            left -= reports.Length;
            request = new KeyPoolRequest(
                name, left, reports, [.. reply.Reservations.Select(r => r.Id).Except(reports.Select(r => r.Reservation))], Instance: name);
            if (reply.Reservations.IsEmpty)
            {
                if (left == 0)
                {
                    return;
                }

                await WaitAsync(reply.Wait!, called.Task);
            }
        }
    }

    private async Task WaitAsync(KeyPoolWait wait, Task called)
    {
        if (wait.Until is not { } until)
        {
            await called;
        }
        else if (until - _world.Clock.GetUtcNow() is { Ticks: > 0 } rest)
        {
            await Task.WhenAny(called, Task.Delay(rest, _world.Clock));
        }
    }

    /// <summary>Null: the reservation was not used.</summary>
    private async Task<AttemptReport?> AttemptAsync(Reservation reservation, bool mayGiveBack)
    {
        var now = _world.Clock.GetUtcNow();
        if (now > reservation.Expires || (mayGiveBack && _world.Random.Next(6) == 0))
        {
            return null;
        }

        Assert.True(now >= reservation.NotBefore, "reserved for later");
        _starts.Add(now);
        _inFlight++;
        var inWindow = _starts.Count(s => s > now - _options.Window);
        Assert.True(inWindow <= _options.Requests, $"{inWindow} starts in a window");
        Assert.True(_inFlight <= (_options.MaxInFlightInAll ?? int.MaxValue), $"{_inFlight} in flight");
        if (_takesTime)
        {
            await Task.Delay(TimeSpan.FromSeconds(_world.Random.Next(20)), _world.Clock);
        }
        else
        {
            await Task.Yield();
        }

        _inFlight--;
        return new AttemptReport(reservation.Id, now, 0.03m);
    }

    private async Task AllIsFreeAgainAsync()
    {
        await Task.Delay(_options.Window * 1.1, _world.Clock);
        var reply = _pools.Exchange("illustration", new KeyPoolRequest("z", _options.Requests, [], []), mayReserve: true);
        Assert.Equal(Math.Min(_options.Requests, _options.MaxInFlightInAll ?? int.MaxValue), reply.Reservations.Length);
    }
}
