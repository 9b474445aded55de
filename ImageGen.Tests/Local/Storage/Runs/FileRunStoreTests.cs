using System.Text.Json;
using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

public sealed class FileRunStoreTests : IDisposable
{
    private const string Id = "fable-1";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindAsync_CreatedRun_ComesBackWholeInAnotherProcess()
    {
        await Store().CreateAsync(Run(), default);

        var found = await Store().FindAsync(Id, default);

        Assert.Equal(JsonSerializer.Serialize(Run()), JsonSerializer.Serialize(found));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("../fable-1")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("fable-1/../fable-1")]
    [InlineData("fable-1.corrupt-1")]
    public async Task UnknownId_IsNeverFound(string id)
    {
        var store = Store();
        await store.CreateAsync(Run(), default);
        Directory.CreateDirectory(Path.Combine(RunFolder, "..", "fable-1.corrupt-1"));

        Assert.Null(await store.FindAsync(id, default));
        Assert.Empty(await store.ReadAsync(id, LogPosition.Start, 10, default));
        await Assert.ThrowsAsync<UserException>(() => store.AppendAsync(id, [Attempt(1)], null, default));
        await store.DeleteAsync(id, default);
        Assert.NotNull(await store.FindAsync(Id, default));
    }

    [Fact]
    public async Task CreateAsync_IdIsTaken_FirstOneStays()
    {
        var store = Store();
        var first = await store.CreateAsync(Run(prompt: "first"), default);
        var second = await store.CreateAsync(Run(prompt: "second"), default);

        Assert.Equal((true, false), (first, second));

        Assert.Equal("first", (await Store().FindAsync(Id, default))!.Storyboard.Styles[0].Beats[0].Prompt);
        Assert.Equal([".imagegen/runs/fable-1/log.jsonl", ".imagegen/runs/fable-1/run.json"], _folder.Files());
    }

    [Fact]
    public async Task ListAsync_SeveralRuns_NewestFirstAndByProject()
    {
        var store = Store();
        await store.CreateAsync(Run("a", "fable", Noon), default);
        await store.CreateAsync(Run("b", "saga", Noon.AddHours(2)), default);
        await store.CreateAsync(Run("c", "fable", Noon.AddHours(1)), default);

        var all = await Store().ListAsync(null, default);
        var fables = await Store().ListAsync(Run().Storyboard.Project, default);

        Assert.Equal(["b", "c", "a"], all.Select(r => r.Id));
        Assert.Equal(["c", "a"], fables.Select(r => r.Id));
        Assert.Equal(new RunHeader("c", Run().Storyboard.Project, Noon.AddHours(1), 3), fables[0]);
    }

    [Fact]
    public async Task ListAsync_LongStoryboards_DocumentsAreNotRead()
    {
        await Store().CreateAsync(Run(prompt: new string('x', 100_000)), default);
        await CutAsync(RunPath("run.json"), 50_000);

        Assert.Single(await Store().ListAsync(null, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("binary\0\0\0\n")]
    [InlineData("{\"version\":1,\"document\":\n{}\n}\n")]
    public async Task ListAsync_UnreadableRun_IsPutAsideAndTheOthersStay(string content)
    {
        var store = Store();
        await store.CreateAsync(Run("good"), default);
        await store.CreateAsync(Run(), default);
        await File.WriteAllTextAsync(RunPath("run.json"), content);

        var list = await Store().ListAsync(null, default);

        Assert.Equal(["good"], list.Select(r => r.Id));
        Assert.True(File.Exists(_folder[".imagegen/runs/fable-1.corrupt-1/log.jsonl"]));
    }

    [Fact]
    public async Task FindAsync_DocumentChangedOnTheDisk_IsPutAside()
    {
        await Store().CreateAsync(Run(prompt: "hare"), default);
        await File.WriteAllTextAsync(
            RunPath("run.json"), (await File.ReadAllTextAsync(RunPath("run.json"))).Replace("hare", "here", StringComparison.Ordinal));

        Assert.Null(await Store().FindAsync(Id, default));
        Assert.True(Directory.Exists(RunFolder + ".corrupt-1"));
    }

    [Fact]
    public async Task ListAsync_ByAProcessThatDoesNotOwnTheFolder_NothingIsMoved()
    {
        await Store().CreateAsync(Run(), default);
        await File.WriteAllTextAsync(RunPath("run.json"), "nonsense");

        Assert.Empty(await Store(isOwner: false).ListAsync(null, default));
        Assert.True(Directory.Exists(RunFolder));
    }

    [Fact]
    public async Task ListAsync_RunOfANewerVersion_IsLeftOutAndLeftWhereItIs()
    {
        await Store().CreateAsync(Run() with { Version = 2 }, default);

        Assert.Empty(await Store().ListAsync(null, default));
        Assert.True(Directory.Exists(RunFolder));
    }

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
        var store = await WithRunAsync();
        await store.AppendAsync(Id, [.. events, requested], null, default);

        var read = await Store().ReadAsync(Id, LogPosition.Start, 100, default);

        Assert.Equal(events, read[..^1].Select(e => e.Event));
        var last = Assert.IsType<BeatsRequested>(read[^1].Event);
        Assert.Equal((requested.Kind, requested.Beats[0]), (last.Kind, Assert.Single(last.Beats)));
    }

    [Fact]
    public async Task ReadAsync_FromAnyPosition_ExactlyWhatIsBehindIt()
    {
        var store = await WithRunAsync();
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
    public async Task ReadAsync_PositionThatIsNone_GoesOnWithTheNextEvent()
    {
        var store = await WithRunAsync();
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
        var store = await WithRunAsync();
        await Task.WhenAll(
            Enumerable.Range(0, 700).Select(i => store.AppendAsync(Id, [Attempt(2 * i), Attempt((2 * i) + 1)], null, default)));

        var read = new List<LoggedEvent>();
        for (var more = await store.ReadAsync(
            Id, LogPosition.Start, page, default); !more.IsEmpty; more = await store.ReadAsync(Id, read[^1].Position, page, default))
        {
            read.AddRange(more);
        }

        Assert.Equal(await Store().ReadAsync(Id, LogPosition.Start, 2000, default), read);
    }

    [Fact]
    public async Task ReadAsync_LinesLargerThanTheBuffer_AreRead()
    {
        var store = await WithRunAsync();
        var tail = new string('x', 200_000);
        await store.AppendAsync(Id, [Attempt(1, tail), Attempt(2), Attempt(3, tail)], null, default);

        var read = await Store().ReadAsync(Id, LogPosition.Start, 100, default);

        Assert.Equal([Attempt(1, tail), Attempt(2), Attempt(3, tail)], read.Select(e => e.Event));
    }

    [Fact]
    public async Task AppendAsync_ExpectedPosition_OnlyAtTheEnd()
    {
        var store = await WithRunAsync();

        var first = await store.AppendAsync(Id, [Attempt(1)], LogPosition.Start, default);
        var late = await store.AppendAsync(Id, [Attempt(2)], LogPosition.Start, default);
        var second = await store.AppendAsync(Id, [Attempt(3)], first, default);

        Assert.Null(late);
        Assert.Equal([(first!.Value, Attempt(1)), (second!.Value, Attempt(3))], (await ReadAsync()).Select(e => (e.Position, e.Event)));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnceExpectingTheSameEnd_OneSucceeds()
    {
        var store = await WithRunAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(i => store.AppendAsync(Id, [Attempt(i)], LogPosition.Start, default)));

        Assert.Single(results, position => position is not null);
        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task AppendAsync_SecondBeforeTheFirstIsSafe_DecidedInTheOrderOfTheCalls()
    {
        var store = await WithRunAsync();

        var first = store.AppendAsync(Id, [Attempt(1)], LogPosition.Start, default);
        var second = store.AppendAsync(Id, [Attempt(2)], LogPosition.Start, default);
        var third = store.AppendAsync(Id, [Attempt(3)], null, default);

        Assert.Null(await second);
        Assert.NotNull(await first);
        Assert.NotNull(await third);
        Assert.Equal([Attempt(1), Attempt(3)], (await ReadAsync()).Select(e => e.Event));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_EachIsThereOnceAtItsPosition()
    {
        var store = await WithRunAsync();

        var positions = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
            (Position: (await store.AppendAsync(Id, [Attempt(i)], null, default))!.Value, Event: Attempt(i))));

        Assert.Equal(positions.OrderBy(p => p.Position), (await ReadAsync()).Select(e => (e.Position, e.Event)));
    }

    [Fact]
    public async Task ReadAsync_AppendCutAtAnyByte_AllOfItOrNothing()
    {
        var store = await WithRunAsync();
        var before = await store.AppendAsync(Id, [Attempt(1)], null, default);
        await store.AppendAsync(Id, [Attempt(2), Attempt(3)], null, default);
        var whole = await File.ReadAllBytesAsync(RunPath("log.jsonl"));

        for (var length = (int)before!.Value.Value; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(RunPath("log.jsonl"), whole[..length]);
            Assert.Equal([Attempt(1)], (await ReadAsync(isOwner: false)).Select(e => e.Event));
            Assert.Equal(length, new FileInfo(RunPath("log.jsonl")).Length);

            var next = Store();
            Assert.Equal([Attempt(1)], (await next.ReadAsync(Id, LogPosition.Start, 10, default)).Select(e => e.Event));
            Assert.NotNull(await next.AppendAsync(Id, [Attempt(4)], before, default));
            Assert.Equal([Attempt(1), Attempt(4)], (await ReadAsync()).Select(e => e.Event));
        }
    }

    [Fact]
    public async Task ReadAsync_AnyByteOfALineDamaged_NeverReadAsAnEvent()
    {
        var store = await WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1)], null, default);
        var whole = await File.ReadAllBytesAsync(RunPath("log.jsonl"));

        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x04;
            await File.WriteAllBytesAsync(RunPath("log.jsonl"), damaged);
            Assert.Empty(await ReadAsync(isOwner: false));
        }
    }

    [Fact]
    public async Task ReadAsync_LineInTheMidstDamaged_OthersKeepTheirPositionsAndTheRunIsPausedOnce()
    {
        var store = await WithRunAsync();
        foreach (var i in Enumerable.Range(1, 3))
        {
            await store.AppendAsync(Id, [Attempt(i)], null, default);
        }

        var all = await ReadAsync();
        var bytes = await File.ReadAllBytesAsync(RunPath("log.jsonl"));
        bytes[all[0].Position.Value + 40] ^= 1;
        await File.WriteAllBytesAsync(RunPath("log.jsonl"), bytes);

        var mended = await ReadAsync();

        Assert.Equal([all[0], all[2]], mended.Take(2));
        var paused = Assert.IsType<RunPaused>(mended[2].Event);
        Assert.Equal(PausedBy.Damage, paused.By);
        Assert.Contains($"at byte {all[0].Position.Value}", paused.Reason, StringComparison.Ordinal);
        Assert.Contains("log.jsonl.corrupt-1", paused.Reason, StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(RunPath("log.jsonl.corrupt-1")));
        Assert.Equal(mended.AsEnumerable(), await ReadAsync());
        Assert.False(File.Exists(RunPath("log.jsonl.corrupt-2")));
    }

    [Fact]
    public async Task ReadAsync_ForeignLog_IsKeptAsideAndTheRunPaused()
    {
        await WithRunAsync();
        await File.WriteAllTextAsync(RunPath("log.jsonl"), "dear diary,\ntoday I was a log\n");

        Assert.IsType<RunPaused>(Assert.Single(await ReadAsync()).Event);
        Assert.Equal("dear diary,\ntoday I was a log\n", await File.ReadAllTextAsync(RunPath("log.jsonl.corrupt-1")));
    }

    [Fact]
    public async Task ReadAsync_EventOfANewerVersion_SaysSoAndChangesNothing()
    {
        var store = await WithRunAsync();
        var line = """
            {"sum":"00000000","event":{"type":"beatPainted","at":"2026-11-21T12:00:00+00:00"}}

            """u8.ToArray();
        var sum = LogFrame.Sum(line.AsSpan()[18..^1]).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        System.Text.Encoding.ASCII.GetBytes(sum, line.AsSpan(8));
        await File.WriteAllBytesAsync(RunPath("log.jsonl"), line);

        var e = await Assert.ThrowsAsync<UserException>(() => store.ReadAsync(Id, LogPosition.Start, 10, default));

        Assert.Contains("newer", e.Message, StringComparison.Ordinal);
        Assert.Equal(line, await File.ReadAllBytesAsync(RunPath("log.jsonl")));
    }

    [Fact]
    public async Task Log_AsText_IsJsonLines()
    {
        var store = await WithRunAsync();
        await store.AppendAsync(Id, [Attempt(1), Attempt(2)], null, default);

        Assert.All(
            await File.ReadAllLinesAsync(RunPath("log.jsonl")),
            line =>
                Assert.Equal("attemptStarted", JsonDocument.Parse(line).RootElement.GetProperty("event").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task DeleteAsync_Run_IsGoneAndTheOthersStay()
    {
        var store = await WithRunAsync();
        await store.CreateAsync(Run("other"), default);

        await store.DeleteAsync(Id, default);

        Assert.Null(await store.FindAsync(Id, default));
        Assert.Empty(await store.ReadAsync(Id, LogPosition.Start, 10, default));
        Assert.Equal(["other"], (await store.ListAsync(null, default)).Select(r => r.Id));
        await Assert.ThrowsAsync<UserException>(() => store.AppendAsync(Id, [Attempt(1)], null, default));
    }

    [Fact]
    public async Task ReadAsync_LogIsGone_IsNoEmptyLog()
    {
        await (await WithRunAsync()).AppendAsync(Id, [Attempt(1)], null, default);
        var store = Store();
        await store.ReadAsync(Id, LogPosition.Start, 10, default);
        Directory.Move(RunFolder, RunFolder + "-elsewhere");

        await Assert.ThrowsAsync<UserException>(() => store.ReadAsync(Id, LogPosition.Start, 10, default));

        Directory.Move(RunFolder + "-elsewhere", RunFolder);
        Assert.Single(await store.ReadAsync(Id, LogPosition.Start, 10, default));
    }

    [Fact]
    public async Task CreateAsync_FolderOfThisProcessIsGone_PutsNothingInItsPlace()
    {
        var data = DataFolder.Open(_folder["data"]);
        Directory.CreateDirectory(data.Control);
        data.Take();
        Directory.Delete(data.Root, recursive: true);

        var e = await Assert.ThrowsAsync<UserException>(
            () =>
                new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance).CreateAsync(Run(), default));

        Assert.Contains($"{data.Root} is gone", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(data.Root));
    }

    [Fact]
    public async Task CleanUp_ProcessDiedWhileCreating_IsRemoved()
    {
        var store = await WithRunAsync();
        _folder.Write(".imagegen/runs/.imagegen-tmp-dead/run.json", "{");
        _folder.Write(".imagegen/.imagegen-tmp-dead", "{");

        store.CleanUp();

        Assert.Equal([".imagegen/runs/fable-1/log.jsonl", ".imagegen/runs/fable-1/run.json"], _folder.Files());
        Assert.Single(await store.ListAsync(null, default));
    }

    [Fact]
    public async Task Writing_ByAProcessThatDoesNotOwnTheFolder_IsABug()
    {
        await WithRunAsync();
        var reader = Store(isOwner: false);

        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AppendAsync(Id, [Attempt(1)], null, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.CreateAsync(Run("other"), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.DeleteAsync(Id, default));
    }

    [Fact]
    public async Task DeleteAsync_WhileOthersRead_NoOneSeesAFaultOrTheRunAgain()
    {
        var store = Store();
        var reader = Store(isOwner: false);
        var ids = Enumerable.Range(1, 300).Select(n => $"fable-{n}").ToArray();
        foreach (var id in ids)
        {
            await store.CreateAsync(Run(id), default);
            await store.AppendAsync(id, [Attempt(1)], null, default);
        }

        var deleted = 0;
        Assert.True(ProjectName.TryParse("fable", out var project));
        var deleting = Task.Run(async () =>
        {
            foreach (var id in ids)
            {
                await store.DeleteAsync(id, default);
                Volatile.Write(ref deleted, deleted + 1);
            }
        });
        await Task.WhenAll(deleting, Task.Run(() => ReadAllAsync(store)), Task.Run(() => ReadAllAsync(reader)));

        Assert.Empty(await store.ListAsync(null, default));
        Assert.All(ids, id => Assert.Null(store.FindAsync(id, default).Result));
        Assert.Equal(300, await Store().LastNumberAsync(project, default));

        async Task ReadAllAsync(FileRunStore from)
        {
            while (Volatile.Read(ref deleted) < ids.Length)
            {
                Assert.Empty(await from.ListUnreadableAsync(null, default));
                await from.ListAsync(null, default);
                var next = ids[Math.Min(Volatile.Read(ref deleted), ids.Length - 1)];
                await from.FindAsync(next, default);
                await from.ReadAsync(next, LogPosition.Start, 10, default);
            }
        }
    }

    private string RunFolder => _folder[".imagegen/runs/fable-1"];

    private string RunPath(string file) => Path.Combine(RunFolder, file);

    private FileRunStore Store(bool isOwner = true) =>
        new(DataFolder.Open(_folder.Path), isOwner, TimeProvider.System, NullLogger<FileRunStore>.Instance);

    private async Task<FileRunStore> WithRunAsync()
    {
        var store = Store();
        await store.CreateAsync(Run(), default);
        return store;
    }

    private Task<ImmutableArray<LoggedEvent>> ReadAsync(bool isOwner = true) =>
        Store(isOwner).ReadAsync(Id, LogPosition.Start, 1000, default);

    private static async Task CutAsync(string path, int length) =>
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..length]);
}
