using System.Collections.Concurrent;

namespace ImageGen.Tests.Fakes;

/// <summary>The keys of starts in memory; <see cref="At"/> happens before and after every use, such as a cut.</summary>
internal sealed class InMemoryStartKeys : IStartKeys
{
    private readonly ConcurrentDictionary<string, StartRecord> _records = new();

    public Action<string> At { get; set; } = _ => { };

    public Task<StartRecord?> FindAsync(string key, CancellationToken cancellationToken)
    {
        At("before find");
        return Task.FromResult(_records.GetValueOrDefault(key));
    }

    public Task<bool> TryWriteAsync(StartRecord record, StartRecord? replaces, CancellationToken cancellationToken)
    {
        At("before write");
        var isWritten = replaces is null ? _records.TryAdd(record.Key, record) : _records.TryUpdate(record.Key, record, replaces);
        At("after write");
        return Task.FromResult(isWritten);
    }
}
