using ImageGen.Local.Storage.Runs;
using static ImageGen.Tests.Local.Storage.Runs.RunsOnDisk;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>Logs that a crash cut short, that are damaged, or that this version does not know.</summary>
public sealed class LogRepairTests : IDisposable
{
    private readonly RunsOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task ReadAsync_AppendCutAtAnyByte_AllOfItOrNothing()
    {
        var store = await _disk.WithRunAsync();
        var before = await store.AppendAsync(Id, [Attempt(1)], null, default);
        await store.AppendAsync(Id, [Attempt(2), Attempt(3)], null, default);
        var whole = await File.ReadAllBytesAsync(_disk.PathOf("log.jsonl"));

        for (var length = (int)before!.Value.Value; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_disk.PathOf("log.jsonl"), whole[..length]);
            Assert.Equal([Attempt(1)], (await _disk.ReadAsync(isOwner: false)).Select(e => e.Event));
            Assert.Equal(length, new FileInfo(_disk.PathOf("log.jsonl")).Length);

            var next = _disk.Store();
            Assert.Equal([Attempt(1)], (await next.ReadAsync(Id, LogPosition.Start, 10, default)).Select(e => e.Event));
            Assert.NotNull(await next.AppendAsync(Id, [Attempt(4)], before, default));
            Assert.Equal([Attempt(1), Attempt(4)], (await _disk.ReadAsync()).Select(e => e.Event));
        }
    }

    [Fact]
    public async Task ReadAsync_AnyByteOfALineDamaged_NeverReadAsAnEvent()
    {
        var store = await _disk.WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1)], null, default);
        var whole = await File.ReadAllBytesAsync(_disk.PathOf("log.jsonl"));

        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x04;
            await File.WriteAllBytesAsync(_disk.PathOf("log.jsonl"), damaged);
            Assert.Empty(await _disk.ReadAsync(isOwner: false));
        }
    }

    [Fact]
    public async Task ReadAsync_LineInTheMidstDamaged_OthersKeepTheirPositionsAndTheRunIsPausedOnce()
    {
        var store = await _disk.WithRunAsync();
        foreach (var i in Enumerable.Range(1, 3))
        {
            await store.AppendAsync(Id, [Attempt(i)], null, default);
        }

        var all = await _disk.ReadAsync();
        var bytes = await File.ReadAllBytesAsync(_disk.PathOf("log.jsonl"));
        bytes[all[0].Position.Value + 40] ^= 1;
        await File.WriteAllBytesAsync(_disk.PathOf("log.jsonl"), bytes);

        var repaired = await _disk.ReadAsync();

        Assert.Equal([all[0], all[2]], repaired.Take(2));
        var paused = Assert.IsType<RunPaused>(repaired[2].Event);
        Assert.Equal(PausedBy.Damage, paused.By);
        Assert.Contains($"at byte {all[0].Position.Value}", paused.Reason, StringComparison.Ordinal);
        Assert.Contains("log.jsonl.corrupt-1", paused.Reason, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_disk.PathOf("log.jsonl.corrupt-1")));
        Assert.Equal(repaired.AsEnumerable(), await _disk.ReadAsync());
        Assert.False(File.Exists(_disk.PathOf("log.jsonl.corrupt-2")));
    }

    [Fact]
    public async Task ReadAsync_ForeignLog_IsKeptAsideAndTheRunPaused()
    {
        await _disk.WithRunAsync();
        await File.WriteAllTextAsync(_disk.PathOf("log.jsonl"), "dear diary,\ntoday I was a log\n");

        Assert.IsType<RunPaused>(Assert.Single(await _disk.ReadAsync()).Event);
        Assert.Equal("dear diary,\ntoday I was a log\n", await File.ReadAllTextAsync(_disk.PathOf("log.jsonl.corrupt-1")));
    }

    [Fact]
    public async Task ReadAsync_EventOfANewerVersion_SaysSoAndChangesNothing()
    {
        var store = await _disk.WithRunAsync();
        var line = """
            {"sum":"00000000","event":{"type":"beatPainted","at":"2026-11-21T12:00:00+00:00"}}

            """u8.ToArray();
        var sum = LogFrame.Sum(line.AsSpan()[18..^1]).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        System.Text.Encoding.ASCII.GetBytes(sum, line.AsSpan(8));
        await File.WriteAllBytesAsync(_disk.PathOf("log.jsonl"), line);

        var e = await Assert.ThrowsAsync<UserException>(() => store.ReadAsync(Id, LogPosition.Start, 10, default));

        Assert.Contains("newer", e.Message, StringComparison.Ordinal);
        Assert.Equal(line, await File.ReadAllBytesAsync(_disk.PathOf("log.jsonl")));
    }
}
