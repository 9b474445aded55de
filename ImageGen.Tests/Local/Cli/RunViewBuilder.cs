using ImageGen.Core.Api.Views;

namespace ImageGen.Tests.Local.Cli;

/// <summary>Views of a run of beats 1.1, 1.2, ... in each style.</summary>
internal sealed class RunViewBuilder
{
    public static readonly DateTimeOffset Begun = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<ImageStyle, BeatView[]> _styles = [];
    private readonly Dictionary<ImageStyle, (string Reason, DateTimeOffset? Until)> _waits = [];

    public RunViewBuilder(int beats = 10, params ImageStyle[] styles)
    {
        foreach (var style in styles.Length == 0 ? ImageStyles.All : styles)
        {
            _styles[style] = [.. Enumerable.Range(1, beats).Select(
                n => new BeatView { Beat = $"1.{n}", Shot = 1, State = BeatState.Pending, Attempts = 0, CostUsd = 0 })];
        }
    }

    public RunStatus Status { get; init; } = RunStatus.Running;

    public string? Reason { get; init; }

    public PausedBy? PausedBy { get; init; }

    public decimal? MaxCostUsd { get; init; }

    public double? SecondsLeft { get; init; }

    public int UnconfirmedCalls { get; init; }

    public RunViewBuilder Set(ImageStyle style, BeatState state, int count, string? reason = null)
    {
        var beats = _styles[style];
        for (var i = 0; i < beats.Length && count > 0; i++)
        {
            if (beats[i].State is BeatState.Pending)
            {
                count--;
                beats[i] = beats[i] with
                {
                    State = state,
                    CostUsd = state is BeatState.Complete ? 0.067m : 0,
                    Error = state is BeatState.Error
                        ? new ModelFailure(FailureKind.ContentBlocked, reason ?? "The image was blocked.")
                        : null,
                };
            }
        }

        return this;
    }

    public RunViewBuilder SetAll(BeatState state)
    {
        foreach (var style in _styles.Keys)
        {
            Set(style, state, int.MaxValue);
        }

        return this;
    }

    public RunViewBuilder Waits(ImageStyle style, string reason, DateTimeOffset? until)
    {
        _waits[style] = (reason, until);
        return this;
    }

    public RunView Build()
    {
        var styles = _styles.Select(s => View(s.Key, s.Value)).ToImmutableArray();
        var hasEnded = Status is RunStatus.Completed or RunStatus.CompletedWithErrors or RunStatus.Cancelled or RunStatus.Failed;
        return new RunView
        {
            Id = "fable-1",
            Project = "fable",
            ProjectPath = "projects/fable",
            Status = Status,
            Reason = Reason,
            PausedBy = PausedBy,
            CreatedAt = Begun,
            UpdatedAt = Begun.AddSeconds(65),
            EndedAt = hasEnded ? Begun.AddSeconds(65) : null,
            Completed = styles.Sum(s => s.Completed),
            Failed = styles.Sum(s => s.Failed),
            Total = styles.Sum(s => s.Total),
            CostUsd = styles.Sum(s => s.CostUsd),
            UnconfirmedUsd = UnconfirmedCalls * 0.067m,
            UnconfirmedCalls = UnconfirmedCalls,
            MaxCostUsd = MaxCostUsd,
            SecondsLeft = SecondsLeft,
            LastEventId = 0,
            Styles = styles,
        };
    }

    private StyleView View(ImageStyle style, BeatView[] beats)
    {
        int Count(BeatState state) => beats.Count(b => b.State == state);
        _waits.TryGetValue(style, out var wait);
        return new StyleView
        {
            Style = style.Name(),
            Completed = Count(BeatState.Complete) + Count(BeatState.Exists),
            Existing = Count(BeatState.Exists),
            Failed = Count(BeatState.Error),
            Skipped = Count(BeatState.Skipped),
            Generating = Count(BeatState.Generating),
            Pending = Count(BeatState.Pending),
            Total = beats.Length,
            CostUsd = beats.Sum(b => b.CostUsd),
            WaitingFor = wait.Reason,
            WaitingUntil = wait.Until,
            Beats = [.. beats],
        };
    }
}
