using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>A pool of keys "a", "b", ... each a group of its own (or "a@group"), and the reservations that it gave.</summary>
internal sealed class PoolDriver
{
    private readonly List<Reservation> _open = [];

    public PoolDriver(KeyPoolOptions options, params string[] keys)
    {
        Pool = new KeyPool(options);
        Keys = [.. keys.Select(Key)];
        Exchange(new KeyPoolRequest("nobody", 0, [], [], Keys), DateTimeOffset.MinValue.AddYears(1));
    }

    public KeyPool Pool { get; set; }

    public ImmutableArray<KeyDescriptor> Keys { get; set; }

    public IReadOnlyList<Reservation> Open => _open;

    public static KeyDescriptor Key(string text) =>
        text.Split('@') is [var id, var group] ? new KeyDescriptor(id, group) : new KeyDescriptor(text, text);

    public KeyPoolReply Ask(string claimant, int want, DateTimeOffset now) => Exchange(new KeyPoolRequest(claimant, want, [], []), now);

    public KeyPoolReply Report(string claimant, int want, DateTimeOffset now, params AttemptReport[] reports) =>
        Exchange(new KeyPoolRequest(claimant, want, [.. reports], []), now);

    public KeyPoolReply Release(string claimant, int want, DateTimeOffset now, params string[] reservations) =>
        Exchange(new KeyPoolRequest(claimant, want, [], [.. reservations]), now);

    public KeyPoolReply SetKeys(DateTimeOffset now, params string[] keys) =>
        Exchange(new KeyPoolRequest("nobody", 0, [], [], [.. keys.Select(Key)]), now);

    /// <summary>Every open call began as early as it might, and ended well.</summary>
    public void EndAll(DateTimeOffset now)
    {
        Exchange(new KeyPoolRequest("nobody", 0, [.. _open.Select(g => new AttemptReport(g.Id, g.NotBefore, 0.067m))], []), now);
        _open.Clear();
    }

    private KeyPoolReply Exchange(KeyPoolRequest request, DateTimeOffset now)
    {
        var reply = Pool.Exchange(request, now);
        _open.AddRange(reply.Reservations);
        return reply;
    }
}
