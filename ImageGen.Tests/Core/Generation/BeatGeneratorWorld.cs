using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Imaging;

namespace ImageGen.Tests.Core.Generation;

/// <summary>
/// A run of one shot with three beats (1.1 a hard cut, 1.2 and 1.3 continuous), and all that a generator needs to generate it.
/// </summary>
internal sealed class BeatGeneratorWorld
{
    private static readonly ImageStyle Style = ImageStyle.Clear;
    private int _grants;

    /// <summary>A model whose prices the tests know by heart.</summary>
    private const string Flash = "gemini-3.1-flash-image";

    public BeatGeneratorWorld(
        RunOptions? options = null,
        ImageStyle[]? styles = null,
        int beats = 3,
        IEnumerable<TransitionKind>? kinds = null,
        Func<Storyboard, Storyboard>? storyboard = null,
        string? instruction = null)
    {
        Clock = new ManualTimeProvider(StoryboardBuilder.At(0));
        Memory = new InMemoryImageStore(Clock);
        Images = new HookedImageStore(Memory);
        Store = new HookedRunStore(Log);
        Run = new StoryboardBuilder().Styles(styles ?? [Style]).Shots(1, beats).Options(
            (options ?? new RunOptions()) with { Model = options?.Model ?? Flash }).BuildRun();
        if (instruction is not null)
        {
            Run = Run with
            {
                Storyboard = Run.Storyboard with
                {
                    Styles = [.. Run.Storyboard.Styles.Select(
                        s => s with { Beats = [.. s.Beats.Select(b => b with { Instruction = instruction })] })],
                },
            };
        }

        if (kinds is not null)
        {
            Run = Run with
            {
                Storyboard = Run.Storyboard with
                {
                    Styles = [.. Run.Storyboard.Styles.Select(
                        s => s with { Beats = [.. s.Beats.Zip(kinds, (b, kind) => b with { Kind = kind })] })],
                },
            };
        }

        Run = storyboard is null ? Run : Run with { Storyboard = storyboard(Run.Storyboard) };
        Assert.True(Log.CreateAsync(Run, CancellationToken.None).Result);
        Generator = Start();
    }

    public ManualTimeProvider Clock { get; }

    public InMemoryRunStore Log { get; } = new();

    public HookedRunStore Store { get; }

    public InMemoryImageStore Memory { get; }

    public HookedImageStore Images { get; }

    public FixedKeySource Keys { get; } = new(2);

    public ScriptedModel Model { get; } = new();

    public RunDocument Run { get; }

    /// <summary>As a host has it by default; what is set here counts from the next <see cref="Start"/> on.</summary>
    public ImageHandling Handling { get; set; } = new(new ImageProcessor(new VipsImageCodec()));

    public RunGateState Gate { get; set; } = RunGateState.Open;

    public BeatGenerator Generator { get; private set; }

    public IEnumerable<RunEvent> Events => Log.Log(Run.Id).Select(e => e.Event);

    /// <summary>What the log says of beats that were begun.</summary>
    public string Story => string.Join(' ', Events.Select(e => e.GetType().Name));

    public static DateTimeOffset At(double seconds) => StoryboardBuilder.At(seconds);

    public static BeatId Id(string beat) => BeatId.Parse(beat);

    public Beat Beat(string id, ImageStyle? style = null) => Run.Storyboard.BeatsOf(style ?? Style).Single(b => b.Id == Id(id));

    public ImageName Name(string beat, ImageStyle? style = null) =>
        new(Run.Storyboard.Project, style ?? Style, Beat(beat, style).Shot, Id(beat));

    /// <summary>A process that knows nothing but what is stored.</summary>
    public BeatGenerator Start(TimeSpan? callLimit = null, RetryPolicy? policy = null) => Generator = new BeatGenerator(
        new RunLogs(Store), Images, Keys, Model, ModelCatalogue.BuiltIn, Clock, new SwitchedGate(() => Gate), callLimit, policy, Handling);

    public RunActivities Activities(BackgroundKeyCheck? check = null) =>
        new(new RunLogs(Store), Images, Keys, Generator, Clock, new SwitchedGate(() => Gate), check);

    public Reservation Reservation(double inSeconds = 0, string? reservation = null, string? key = null) => new(
        reservation ?? $"r{++_grants}",
        key ?? "clear-1",
        Clock.GetUtcNow().AddSeconds(inSeconds),
        Clock.GetUtcNow().AddSeconds(inSeconds + 1));

    public Task<BeatOutcome> BeginAsync(
        string beat = "1.1", Reservation? reservation = null, ImageStyle? style = null, bool further = false,
        CancellationToken cancellationToken = default) =>
        Generator.GenerateAsync(
            new GenerateBeatRequest(
                Run.Id, style ?? Style, Id(beat), reservation ?? Reservation())
            { Further = further }, cancellationToken);

    /// <summary>The same to its end; time continues whenever it waits.</summary>
    public async Task<BeatOutcome> DrawAsync(
        string beat = "1.1", Reservation? reservation = null, ImageStyle? style = null, bool further = false,
        CancellationToken cancellationToken = default)
    {
        var drawing = BeginAsync(beat, reservation, style, further, cancellationToken);
        while (await Task.WhenAny(drawing, Clock.WhenTimersPendingAsync(1)) != drawing)
        {
            Clock.AdvanceToNextTimer();
        }

        return await drawing;
    }

    public async Task AppendAsync(params RunEvent[] events) =>
        Assert.NotNull(await Log.AppendAsync(Run.Id, [.. events], null, CancellationToken.None));

    public RunState State()
    {
        var state = new RunState(Run);
        foreach (var e in Log.Log(Run.Id))
        {
            state.Apply(e);
        }

        return state;
    }

    public BeatRecord Record(string beat = "1.1", ImageStyle? style = null) => State().Find(style ?? Style, Id(beat))!;

    /// <summary>An attempt that somebody else began so many seconds from the start.</summary>
    public static AttemptStarted Attempt(string id, double second = 0, string beat = "1.1") =>
        new(At(second), Style, Id(beat), id, "clear-1", 0.067m);

    public BeatsRequested Asked(BeatRequestKind kind, string beat = "1.1") => new(Clock.GetUtcNow(), kind, [new BeatRef(Style, Id(beat))]);

    /// <summary>
    /// An image in the store with provenance: generated by this run's attempt, from what is asked for, unless it is said otherwise.
    /// </summary>
    public Task<StoredImage> StoreAsync(
        string beat = "1.1", string attempt = "a", string? run = null, string? prompt = null, int number = 7,
        Func<ImageProvenance, ImageProvenance>? provenance = null) => Memory.SaveAsync(
        Name(beat),
        TestImage.Png(number),
        ImageFormat.Png,
        (provenance ?? (p => p))(new ImageProvenance(
            run ?? Run.Id,
            attempt,
            Flash,
            PromptHash.Of(Beat(beat) with { Prompt = prompt ?? Beat(beat).Prompt }, Run.Storyboard.Options),
            "clear-1",
            "none",
            null,
            0.05m,
            TimeSpan.FromSeconds(9),
            At(0))),
        keepOld: true,
        CancellationToken.None);

    private sealed class SwitchedGate(Func<RunGateState> state) : IRunGate
    {
        public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(state());
    }
}
