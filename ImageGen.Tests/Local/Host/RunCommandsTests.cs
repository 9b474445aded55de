using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Local.Cli;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Host;

/// <summary><c>runs</c>, <c>status</c> and the commands that ask something of a run, on real files.</summary>
public sealed class RunCommandsTests : IDisposable
{
    private readonly CliDriver _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Runs_NoneThere_SaysWhereItLooked()
    {
        Assert.Equal(0, await _cli.RunAsync("runs"));
        Assert.Equal($"There are no runs in {_cli.Folder["output"]}.\n", _cli.Output);
    }

    [Fact]
    public async Task Runs_Several_NewestFirst()
    {
        await StoreAsync(Run("fable-1"), new RunStarted(Noon, 1), new RunEnded(Noon, RunStatus.CompletedWithErrors));
        await StoreAsync(Run("fable-2", at: Noon.AddHours(1)));

        Assert.Equal(0, await _cli.RunAsync("runs"));

        var lines = _cli.Output.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^\s*fable-2\s+interrupted\s+0/3\s+0\s+\$0\.00", lines[1]);
        Assert.Matches(@"^\s*fable-1\s+ended, with failures\s+0/3", lines[2]);
    }

    [Fact]
    public async Task Runs_WhileAProgramWorksOnThem_AreNotInterrupted()
    {
        await StoreAsync(Run(), new RunStarted(Noon, 1));
        using var owner = DataLock.Acquire(Data, new DataOwner(4711, "studio", Noon, "serve", null));

        await _cli.RunAsync("runs");

        Assert.Matches(@"fable-1\s+running\s+0/3", _cli.Output);
    }

    [Fact]
    public async Task Status_PausedRun_DoesNotSayWhenAStyleContinues()
    {
        await StoreAsync(
            Run(),
            new RunStarted(Noon, 1),
            Waits(),
            new RunPaused(Noon, PausedBy.Person, "A person paused it."));

        await _cli.RunAsync("status", "fable-1");

        Assert.Contains("Paused: A person paused it.", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("waits", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_InterruptedRun_SaysWhatFailedAndHowToGoOn()
    {
        var why = new ModelFailure(FailureKind.ContentBlocked, "The service blocked it.");
        await StoreAsync(
            Run(), new RunStarted(Noon, 1), Attempt(1), new BeatFailed(Noon, ImageStyle.Clear, BeatId.Parse("1.1"), "a1", why, 0), Waits());

        Assert.Equal(0, await _cli.RunAsync("status", "fable-1"));

        Assert.Contains("fable-1: interrupted, 0 of 3 images", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("1 beat failed:\n  clear 1.1: The service blocked it.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing works on it. To continue:\n  ", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("waits", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_WhileAnotherProcessWorksOnIt_SaysWho()
    {
        await StoreAsync(Run(), new RunStarted(Noon, 1), Waits());
        using var owner = DataLock.Acquire(Data, new DataOwner(4711, "studio", Noon, "serve", null));

        await _cli.RunAsync("status", "fable-1");

        Assert.Contains("running in process 4711 on studio ('serve'", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("clear waits: the request limit\n", _cli.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("pause")]
    [InlineData("cancel")]
    public async Task AnyCommand_UnknownRun_ExitsWithTwo(string command)
    {
        await StoreAsync(Run());

        Assert.Equal(2, await _cli.RunAsync(command, "saga-1"));
        Assert.StartsWith($"There is no run saga-1 in {_cli.Folder["output"]}. 'runs' lists", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_NoHostOnTheFolder_IsInTheLog()
    {
        await StoreAsync(Run(), new RunStarted(Noon, 1));

        Assert.Equal(0, await _cli.RunAsync("pause", "fable-1"));

        Assert.IsType<RunPaused>((await EventsAsync())[^1]);
        Assert.Contains("fable-1 is paused", _cli.Output, StringComparison.Ordinal);
        Assert.Null(DataLock.OwnerOf(Data));
    }

    [Fact]
    public async Task Cancel_RunHasEnded_SaysSoAndChangesNothing()
    {
        await StoreAsync(Run(), new RunEnded(Noon, RunStatus.Completed));

        Assert.Equal(2, await _cli.RunAsync("cancel", "fable-1"));

        Assert.Equal("fable-1: It has ended; there is nothing to cancel.\n", _cli.Error);
        Assert.Single(await EventsAsync());
    }

    [Fact]
    public async Task Cancel_AnotherProcessWorksOnTheFolder_ItIsAsked()
    {
        await StoreAsync(Run());
        using var owner = DataLock.Acquire(Data, new DataOwner(4711, "studio", Noon, "serve", null));
        using var stop = new CancellationTokenSource();
        RunCommand? asked = null;
        var serving = new CommandInbox(Data, TimeProvider.System, NullLogger<CommandInbox>.Instance).ServeAsync(
            (command, _) =>
            {
                asked = command;
                return Task.CompletedTask;
            },
            stop.Token);

        Assert.Equal(0, await _cli.RunAsync("cancel", "fable-1", "--drop"));

        Assert.Equal((RunCommandKind.Cancel, "fable-1", true), (asked!.Kind, asked.RunId, asked.DropInFlight));
        Assert.Contains("fable-1 is cancelled. Calls under way are dropped", _cli.Output, StringComparison.Ordinal);
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task Resume_NoHostOnTheFolder_ContinuesHereAndIsFollowed()
    {
        await StoreAsync(Run());
        _cli.Host.Shows(new RunViewBuilder { Status = RunStatus.Completed }.SetAll(BeatState.Complete).Build()).Ends();

        Assert.Equal(0, await _cli.RunAsync("resume", "fable-1", "--max-cost", "3"));

        var command = Assert.Single(_cli.Host.Asked.OfType<RunCommand>());
        Assert.Equal((RunCommandKind.Resume, "fable-1", 3m), (command.Kind, command.RunId, command.MaxCostUsd));
        Assert.Contains("30 images of 30", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_Refused_SaysWhy()
    {
        await StoreAsync(Run());
        _cli.Host = new FakeRunHost { ControlResult = new ControlResult.Refused("No beat of it has failed.") };

        Assert.Equal(2, await _cli.RunAsync("retry", "fable-1"));
        Assert.Equal("fable-1: No beat of it has failed.\n", _cli.Error);
    }

    [Theory]
    [InlineData("Did you mean generate?", "generat", "fable.json")]
    [InlineData("Did you mean --overwrite?", "generate", "fable.json", "--over-write")]
    [InlineData("Did you mean --max-cost?", "generate", "--max-cots", "5", "fable.json")]
    [InlineData("--help' says what there is.", "sing")]
    public async Task Misspelt_ExitsWithTwoAndSaysWhatWasMeant(string message, params string[] args)
    {
        Assert.Equal(2, await _cli.RunAsync(args));
        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("generate", "--help")]
    public async Task Help_ExitsWithZero(params string[] args)
    {
        Assert.Equal(0, await _cli.RunAsync(args));
        Assert.Contains("Options:", _cli.Output, StringComparison.Ordinal);
    }

    private DataFolder Data => DataFolder.Open(_cli.Folder["output"]);

    private FileRunStore Store => new(Data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance);

    private async Task StoreAsync(RunDocument run, params RunEvent[] events)
    {
        await Store.CreateAsync(run, default);
        await Store.AppendAsync(run.Id, [.. events], null, default);
    }

    private async Task<IReadOnlyList<RunEvent>> EventsAsync() =>
        [.. (await Store.ReadAsync("fable-1", default, 100, default)).Select(e => e.Event)];

    private static StyleWaiting Waits() => new(Noon, ImageStyle.Clear, Noon.AddMinutes(1), "the request limit");
}
