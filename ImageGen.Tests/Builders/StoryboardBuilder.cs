namespace ImageGen.Tests.Builders;

/// <summary>
/// Storyboards of any size; beat <c>s.b</c> of shot <c>s</c>, the first of each shot a hard cut and the others continuous.
/// </summary>
internal sealed class StoryboardBuilder
{
    private string _path = "projects/tale";
    private ImageStyle[] _styles = [.. ImageStyles.All];
    private int _shots = 1;
    private int _beatsPerShot = 2;
    private RunOptions _options = new();

    public StoryboardBuilder Project(string path) => With(() => _path = path);

    public StoryboardBuilder Styles(params ImageStyle[] styles) => With(() => _styles = styles);

    public StoryboardBuilder Shots(int shots, int beatsPerShot) => With(() => (_shots, _beatsPerShot) = (shots, beatsPerShot));

    public StoryboardBuilder Options(RunOptions options) => With(() => _options = options);

    public Storyboard Build()
    {
        Assert.True(ProjectName.TryFromPath(_path, out var project));
        return new Storyboard(_path, project, [.. _styles.Select(style => new StyleBeats(style, Beats(style)))], _options);
    }

    public RunDocument BuildRun(int number = 1, DateTimeOffset? createdAt = null)
    {
        var storyboard = Build();
        return new RunDocument(RunIds.Create(storyboard.Project, number), createdAt ?? At(0), storyboard);
    }

    /// <summary>An instant that many seconds behind the one at which tests begin.</summary>
    public static DateTimeOffset At(double seconds) => new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private ImmutableArray<Beat> Beats(ImageStyle style) =>
    [
        .. from shot in Enumerable.Range(1, _shots)
           from beat in Enumerable.Range(1, _beatsPerShot)
           let kind = beat == 1 ? TransitionKind.HardCut : TransitionKind.Continuous
           let id = BeatId.Parse(FormattableString.Invariant($"{shot}.{beat}"))
           select new Beat(shot, id, kind, beat == 1 ? "H" : "C", $"Words of beat {id}.", $"Generate beat {id}, {style.Name()}."),
    ];

    private StoryboardBuilder With(Action set)
    {
        set();
        return this;
    }
}
