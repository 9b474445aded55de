using static ImageGen.Tests.Local.Storage.Runs.RunsOnDisk;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>The log of a run: what is appended is read again, in its order, from any position.</summary>
public sealed class RunLogFileTests : IDisposable
{
    private readonly RunsOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task ReadAsync_EveryKindOfEvent_ComesBackAsItWas()
    {
        var clear = ImageStyle.Clear;
        var beat = BeatId.Parse("1.1");
        var why = new ModelFailure(FailureKind.Transient, "It hung.", TimeSpan.FromSeconds(3), "503");
        ImmutableArray<RunEvent> events =
        [
            new RunStarted(Noon, 1),
            new RunPaused(Noon, PausedBy.CostLimit, "Enough \"spent\".\nReally."),
            new RunResumed(Noon, 2.5m),
            new RunCancelled(Noon, DropInFlight: true),
            Attempt(1),
            new AttemptFailed(Noon, clear, beat, "a1", why, 0.01m),
            new BeatCompleted(Noon, clear, beat, "a2", "generated_images/x.png", "etag", 0.067m, TimeSpan.FromSeconds(8), null),
            new BeatExisting(Noon, clear, beat, "generated_images/x.png", "etag"),
            new BeatFailed(Noon, clear, beat, null, why, 0),
            new BeatSkipped(Noon, clear, beat),
            new StyleWaiting(Noon, clear, Noon.AddMinutes(1), "all 2 keys of 'clear' cool"),
            new StyleEnded(Noon, clear),
            new RunEnded(Noon, RunStatus.CompletedWithErrors),
        ];
        var requested = new BeatsRequested(Noon, BeatRequestKind.Retry, [new BeatRef(clear, beat)]);
        var store = await _disk.WithRunAsync();
        await store.AppendAsync(Id, [.. events, requested], null, default);

        var read = await _disk.Store().ReadAsync(Id, LogPosition.Start, 100, default);

        Assert.Equal(events, read[..^1].Select(e => e.Event));
        var last = Assert.IsType<BeatsRequested>(read[^1].Event);
        Assert.Equal((requested.Kind, requested.Beats[0]), (last.Kind, Assert.Single(last.Beats)));
    }

    [Fact]
    public async Task ReadAsync_FromAnyPosition_ExactlyWhatIsBehindIt()
    {
        var store = await _disk.WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1), Attempt(2), Attempt(3)], null, default);
        await store.AppendAsync(Id, [Attempt(4)], null, default);
        var all = await store.ReadAsync(Id, LogPosition.Start, 100, default);

        for (var i = 0; i < all.Length; i++)
        {
            Assert.Equal(all.Skip(i + 1), await store.ReadAsync(Id, all[i].Position, 100, default));
            Assert.Equal(all.Skip(i + 1).Take(2), await store.ReadAsync(Id, all[i].Position, 2, default));
        }
    }

    [Fact]
    public async Task ReadAsync_PositionThatIsNone_ContinuesWithTheNextEvent()
    {
        var store = await _disk.WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1), Attempt(2)], null, default);
        var all = await store.ReadAsync(Id, LogPosition.Start, 100, default);

        Assert.Equal(all.Skip(1), await store.ReadAsync(Id, new LogPosition(all[0].Position.Value - 5), 100, default));
        Assert.Empty(await store.ReadAsync(Id, new LogPosition(1_000_000), 100, default));
    }

    /// <summary>
    /// The writer tells what it appended last from memory, and all else from the disk: no one may see where one ends and the other begins.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(600)]
    public async Task ReadAsync_ByTheProcessThatAppends_SameAsFromTheDisk(int page)
    {
        var store = await _disk.WithRunAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 700).Select(i => store.AppendAsync(Id, [Attempt(2 * i), Attempt((2 * i) + 1)], null, default)));

        var read = new List<LoggedEvent>();
        for (var more = await store.ReadAsync(
            Id, LogPosition.Start, page, default); !more.IsEmpty; more = await store.ReadAsync(Id, read[^1].Position, page, default))
        {
            read.AddRange(more);
        }

        Assert.Equal(await _disk.Store().ReadAsync(Id, LogPosition.Start, 2000, default), read);
    }

    [Fact]
    public async Task ReadAsync_LinesLargerThanTheBuffer_AreRead()
    {
        var store = await _disk.WithRunAsync();
        var tail = new string('x', 200_000);
        await store.AppendAsync(Id, [Attempt(1, tail), Attempt(2), Attempt(3, tail)], null, default);

        var read = await _disk.Store().ReadAsync(Id, LogPosition.Start, 100, default);

        Assert.Equal([Attempt(1, tail), Attempt(2), Attempt(3, tail)], read.Select(e => e.Event));
    }

    [Fact]
    public async Task AppendAsync_ExpectedPosition_OnlyAtTheEnd()
    {
        var store = await _disk.WithRunAsync();

        var first = await store.AppendAsync(Id, [Attempt(1)], LogPosition.Start, default);
        var late = await store.AppendAsync(Id, [Attempt(2)], LogPosition.Start, default);
        var second = await store.AppendAsync(Id, [Attempt(3)], first, default);

        Assert.Null(late);
        Assert.Equal(
            [(first!.Value, Attempt(1)), (second!.Value, Attempt(3))], (await _disk.ReadAsync()).Select(e => (e.Position, e.Event)));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnceExpectingTheSameEnd_OneSucceeds()
    {
        var store = await _disk.WithRunAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => store.AppendAsync(Id, [Attempt(i)], LogPosition.Start, default)));

        Assert.Single(results, position => position is not null);
        Assert.Single(await _disk.ReadAsync());
    }

    [Fact]
    public async Task AppendAsync_SecondBeforeTheFirstIsSafe_DecidedInTheOrderOfTheCalls()
    {
        var store = await _disk.WithRunAsync();

        var first = store.AppendAsync(Id, [Attempt(1)], LogPosition.Start, default);
        var second = store.AppendAsync(Id, [Attempt(2)], LogPosition.Start, default);
        var third = store.AppendAsync(Id, [Attempt(3)], null, default);

        Assert.Null(await second);
        Assert.NotNull(await first);
        Assert.NotNull(await third);
        Assert.Equal([Attempt(1), Attempt(3)], (await _disk.ReadAsync()).Select(e => e.Event));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_EachIsThereOnceAtItsPosition()
    {
        var store = await _disk.WithRunAsync();

        var positions = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
            (Position: (await store.AppendAsync(Id, [Attempt(i)], null, default))!.Value, Event: Attempt(i))));

        Assert.Equal(positions.OrderBy(p => p.Position), (await _disk.ReadAsync()).Select(e => (e.Position, e.Event)));
    }

    [Fact]
    public async Task Log_AsText_IsJsonLines()
    {
        var store = await _disk.WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1), Attempt(2)], null, default);

        Assert.All(
            await File.ReadAllLinesAsync(_disk.PathOf("log.jsonl")),
            line =>
                Assert.Equal("attemptStarted", JsonDocument.Parse(line).RootElement.GetProperty("event").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task ReadAsync_LogIsGone_IsNoEmptyLog()
    {
        await (await _disk.WithRunAsync()).AppendAsync(Id, [Attempt(1)], null, default);
        var store = _disk.Store();
        await store.ReadAsync(Id, LogPosition.Start, 10, default);
        Directory.Move(_disk.RunFolder, _disk.RunFolder + "-elsewhere");

        await Assert.ThrowsAsync<UserException>(() => store.ReadAsync(Id, LogPosition.Start, 10, default));

        Directory.Move(_disk.RunFolder + "-elsewhere", _disk.RunFolder);
        Assert.Single(await store.ReadAsync(Id, LogPosition.Start, 10, default));
    }
}
