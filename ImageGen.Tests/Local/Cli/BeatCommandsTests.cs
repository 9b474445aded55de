using ImageGen.Local.Cli;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Cli;

/// <summary>
/// <c>choose</c>, <c>review</c>, <c>restore</c> and <c>edit</c> on a run that is over: beat 1.1 has two candidates and was never approved,
/// beat 1.2 continues it.
/// </summary>
public sealed class BeatCommandsTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly BeatId First = BeatId.Parse("1.1");
    private static readonly BeatId Second = BeatId.Parse("1.2");

    private readonly CliDriver _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Choose_TheSecond_IsInThePlaceAndTheFirstIsKept()
    {
        var run = await PutRunAsync();

        Assert.Equal(ExitCode.Done, await RunAsync("choose", "tale", "clear", "1.1", "2"));

        Assert.Equal(TestImage.Png(2), await BytesAsync(First));
        Assert.Contains("Candidate 2 of beat 1.1 of 'clear' is chosen.", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await RunAsync("choose", run, "clear", "1.1", "1"));
        Assert.Equal(TestImage.Png(1), await BytesAsync(First));
        Assert.Empty(_cli.Opened);
    }

    [Fact]
    public async Task Review_ApprovedWithANote_IsSaidUntilTheImageIsAnother()
    {
        await PutRunAsync();

        Assert.Equal(ExitCode.Done, await RunAsync("review", "tale", "clear", "1.1", "--approve", "--note", "Good ears."));
        Assert.Equal(ExitCode.Done, await RunAsync("review", "tale", "clear", "1.1"));
        Assert.Contains("Beat 1.1 of 'clear' is approved (Good ears.).", _cli.Output, StringComparison.Ordinal);

        await RunAsync("choose", "tale", "clear", "1.1", "2");
        await RunAsync("review", "tale", "clear", "1.1");
        Assert.Contains(
            "is not approved: its image has changed since it was approved (Good ears.).", _cli.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, await RunAsync("review", "tale", "clear", "1.1", "--clear"));
        await RunAsync("review", "tale", "clear", "1.1");
        Assert.Contains("Beat 1.1 of 'clear' is not reviewed.", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_TheOlderImage_IsBackAndTheListNamesIt()
    {
        await PutRunAsync();
        await RunAsync("choose", "tale", "clear", "1.1", "2");
        var older = Assert.Single((await Images().VersionsAsync(Name(First), None)), v => v.ETag == ImageReader.ETagOf(TestImage.Png(1)));

        Assert.Equal(ExitCode.Done, await RunAsync("restore", "tale", "clear", "1.1"));
        Assert.Contains(older.Version!, _cli.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await RunAsync("restore", "tale", "clear", "1.1", older.Version!));

        Assert.Equal(TestImage.Png(1), await BytesAsync(First));
        Assert.Contains(await Images().VersionsAsync(Name(First), None), v => v.ETag == ImageReader.ETagOf(TestImage.Png(2)));
    }

    [Fact]
    public async Task Edit_APrompt_StartsARunOfThatBeatAndThoseThatContinueIt()
    {
        await PutRunAsync();
        _cli.Host = new FakeRunHost().Shows(new RunViewBuilder { Status = RunStatus.Completed }.Build()).Ends();

        await RunAsync("edit", "tale", "clear", "1.1", "--prompt", "A hare at night.", "--following");

        var asked = Assert.Single(_cli.Host.Asked.OfType<Storyboard>());
        Assert.Equal("A hare at night.", asked.BeatsOf(ImageStyle.Clear)[0].Prompt);
        Assert.Equal([new BeatRef(ImageStyle.Clear, First), new BeatRef(ImageStyle.Clear, Second)], asked.Options.Only!.Value.ToArray());
        Assert.True(asked.Options.Overwrite);
    }

    [Fact]
    public async Task Edit_AnInstruction_KeepsThePromptAndNamesTheBeatAlone()
    {
        await PutRunAsync();
        _cli.Host = new FakeRunHost().Shows(new RunViewBuilder { Status = RunStatus.Completed }.Build()).Ends();

        await RunAsync("edit", "tale", "clear", "1.1", "--instruction", "Make it night.");

        var asked = Assert.Single(_cli.Host.Asked.OfType<Storyboard>());
        var beat = asked.BeatsOf(ImageStyle.Clear)[0];
        var prompt = new StoryboardBuilder().Shots(1, 2).Build().BeatsOf(ImageStyle.Clear)[0].Prompt;
        Assert.Equal(("Make it night.", prompt), (beat.Instruction, beat.Prompt));
        Assert.Equal([new BeatRef(ImageStyle.Clear, First)], asked.Options.Only!.Value.ToArray());
    }

    [Fact]
    public async Task Edit_AnApprovedBeat_NeedsTheConfirmation()
    {
        await PutRunAsync();
        await RunAsync("review", "tale", "clear", "1.1", "--approve");

        Assert.Equal(ExitCode.Usage, await RunAsync("edit", "tale", "clear", "1.1", "--prompt", "A wolf."));
        Assert.Contains("1.1 is approved. Write --include-approved", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);

        _cli.Host = new FakeRunHost().Shows(new RunViewBuilder { Status = RunStatus.Completed }.Build()).Ends();
        await RunAsync("edit", "tale", "clear", "1.1", "--prompt", "A wolf.", "--include-approved");
        Assert.True(Assert.Single(_cli.Host.Asked.OfType<Storyboard>()).Options.IncludeApproved);
    }

    [Fact]
    public async Task Edit_ARunThatIsNotOver_SaysHowToEndIt()
    {
        await PutRunAsync(ended: false);

        Assert.Equal(ExitCode.Usage, await RunAsync("edit", "tale", "clear", "1.1", "--prompt", "A wolf."));

        Assert.Contains("tale-1 is not over", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("cancel tale-1", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
    }

    [Theory]
    [InlineData("There is no run or project fable", "choose", "fable", "clear", "1.1", "1")]
    [InlineData("has no beat 9.9 in style 'clear'", "review", "tale", "clear", "9.9", "--approve")]
    [InlineData("has no beat 9.9 in style 'clear'", "edit", "tale", "clear", "9.9", "--prompt", "A wolf.")]
    [InlineData("'loud' is not a style.", "restore", "tale", "loud", "1.1")]
    [InlineData("'1/1' is not a beat's number.", "restore", "tale", "clear", "1/1")]
    [InlineData("has no candidate 7. Choose one of 1, 2.", "choose", "tale", "clear", "1.1", "7")]
    [InlineData("has no version '..?run.json'", "restore", "tale", "clear", "1.1", "../run.json")]
    [InlineData("Write --prompt for a new image", "edit", "tale", "clear", "1.1")]
    [InlineData("Write --prompt for a new image", "edit", "tale", "clear", "1.1", "--prompt", "a", "--instruction", "b")]
    [InlineData("--clear takes back what was said", "review", "tale", "clear", "1.1", "--clear", "--approve")]
    [InlineData("Write text of at most 500 characters", "review", "tale", "clear", "1.1", "--note", "\u0007")]
    public async Task Commands_WhatCannotBeDone_SayWhy(string message, params string[] arguments)
    {
        await PutRunAsync();

        Assert.Equal(ExitCode.Usage, await RunAsync(arguments));

        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.Equal(TestImage.Png(1), await BytesAsync(First));
        Assert.Empty(_cli.Opened);
    }

    private Task<int> RunAsync(params string[] arguments) => _cli.RunAsync([.. arguments, "--data", _cli.Folder["data"]]);

    private FileImageStore Images() => new(DataFolder.Open(_cli.Folder["data"]));

    private static ImageName Name(BeatId beat) => new(new StoryboardBuilder().Build().Project, ImageStyle.Clear, 1, beat);

    private async Task<byte[]> BytesAsync(BeatId beat)
    {
        await using var stream = await Images().OpenAsync(Name(beat), null, None);
        using var bytes = new MemoryStream();
        await stream!.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async Task<string> PutRunAsync(bool ended = true)
    {
        var runs = OfflineRuns.Owning(DataFolder.Open(_cli.Folder["data"]), TimeProvider.System);
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 2).Options(new RunOptions { Candidates = 2 }).Build();
        var run = Assert.IsType<StartResult.Started>(await runs.Service.StartAsync(storyboard, None)).Run;
        var images = Images();
        var (at, took) = (StoryboardBuilder.At(5), TimeSpan.FromSeconds(8));
        ImageProvenance Made(string attempt) => new(run.Id, attempt, "m", "00", "clear-1", "none", null, 0.067m, took, at);
        var one = await images.SaveAsync(Name(First), TestImage.Png(1), ImageFormat.Png, Made("a1"), keepOld: false, None);
        var two = await images.SaveBesideAsync(Name(First), TestImage.Png(2), ImageFormat.Png, Made("a2"), None);
        var next = await images.SaveAsync(Name(Second), TestImage.Png(3), ImageFormat.Png, Made("a3"), keepOld: false, None);
        RunEvent[] events =
        [
            new RunStarted(at, 1),
            new AttemptStarted(at, ImageStyle.Clear, First, "a1", "clear-1", 0.067m),
            new BeatCompleted(at, ImageStyle.Clear, First, "a1", one.Path, one.ETag, 0.067m, took, null),
            new AttemptStarted(at, ImageStyle.Clear, First, "a2", "clear-1", 0.067m, 2),
            new CandidateStored(at, ImageStyle.Clear, First, 2, "a2", two.ETag, 0.067m, took),
            new AttemptStarted(at, ImageStyle.Clear, Second, "a3", "clear-1", 0.067m),
            new BeatCompleted(at, ImageStyle.Clear, Second, "a3", next.Path, next.ETag, 0.067m, took, null, one.ETag),
            new CandidateFailed(at, ImageStyle.Clear, Second, null, new ModelFailure(FailureKind.ContentBlocked, "It was blocked."), 0),
        ];
        var log = await runs.RunLogs.OpenAsync(run.Id, None);
        RunEvent[] end = ended ? [new RunEnded(at, RunStatus.Completed)] : [];
        await log.DecideAsync(_ => new Decision<bool>(true, [.. events, .. end]), None);
        return run.Id;
    }
}
