using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ImageGen.Simulator.Limits;

/// <summary>Who a key value belongs to and what it is worth now. Thread-safe.</summary>
internal sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, Holder> _byValue = new(StringComparer.Ordinal);
    private readonly bool _acceptsAny;

    public KeyRing(ImmutableArray<SimulatorKey> keys)
    {
        _acceptsAny = keys.IsEmpty;
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var id = key.Id ?? $"key-{i + 1}";
            _byValue[key.Value] = new Holder(id, key.Project ?? id, key);
        }
    }

    /// <summary>The key's holder; null for a value that does not exist.</summary>
    public Holder? Find(string value)
    {
        if (_byValue.TryGetValue(value, out var holder) || !_acceptsAny) return holder;
        return _byValue.GetOrAdd(value, static v =>
        {
            var id = $"key-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(v)))[..6]}";
            return new Holder(id, id, new SimulatorKey(v));
        });
    }

    public bool SetState(string id, KeyState state)
    {
        var holder = _byValue.Values.FirstOrDefault(h => h.Id == id);
        holder?.Set(state);
        return holder is not null;
    }

    internal sealed class Holder(string id, string project, SimulatorKey key)
    {
        private int _calls;
        private KeyState? _set;

        public string Id { get; } = id;

        public string Project { get; } = project;

        public void Set(KeyState state) => _set = state;

        /// <summary>The key's state for the next call. A look-up does not count as a call.</summary>
        public KeyState State => StateAfter(Volatile.Read(ref _calls));

        /// <summary>Counts one call and returns the key's state for it.</summary>
        public KeyState Use() => StateAfter(Interlocked.Increment(ref _calls) - 1);

        private KeyState StateAfter(int calls) =>
            _set ?? (key.ChangesTo is { } later && calls >= key.ChangesAfterCalls ? later : key.State);
    }
}
