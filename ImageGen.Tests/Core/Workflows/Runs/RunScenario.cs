using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>
/// One small run with everything generated from a seed: its size, its faults, what people ask of it and when the process dies.
/// </summary>
internal sealed class RunScenario
{
    private static readonly FailureKind[] Faults =
    [
        FailureKind.RateLimitedPerMinute, FailureKind.SpendLimited, FailureKind.Transient, FailureKind.Unreachable,
        FailureKind.ContentBlocked,
        FailureKind.NoImage, FailureKind.BrokenImage, FailureKind.InvalidRequest,
    ];

    private readonly Dice _dice;
    private readonly List<string> _story = [];
    private readonly Storyboard _storyboard;
    private readonly double _length;
    private readonly int _mostSteps;

    public RunScenario(ulong seed)
    {
        _dice = new Dice(seed);
        var styles = ImageStyles.All.OrderBy(_ => _dice.Unit()).Take(_dice.Int(1, 3)).Order().ToArray();
        var (shots, beats) = (_dice.Int(1, 3), _dice.Int(1, 4));
        var options = new RunOptions
        {
            MaxParallel = _dice.Chances(0.2) ? _dice.Int(1, 2) : null,
            MaxCostUsd = _dice.Chances(0.1) ? 0.067m * _dice.Int(1, 10) : null,
            Overwrite = _dice.Chances(0.1),
            OnQuotaExhausted = _dice.Chances(0.5) ? OnQuotaExhausted.Fail : OnQuotaExhausted.Wait,
        };
        _storyboard = new StoryboardBuilder().Styles(styles).Shots(shots, beats).Options(options).Build();
        _length = shots * beats * 4;
        ImmutableArray<(FailureKind Kind, double Share)> faults = [.. Shares()];
        var maySleep = faults.Any(f => f.Kind is FailureKind.RateLimitedPerDay);
        _mostSteps = maySleep ? 40_000 : 10_000;
        // Without dice, so that what other seeds play is as it was.
        var isAtTheCap = seed % 5 == 4;
        World = new RunWorld(new WorldOptions(seed)
        {
            Faults = new FaultShares(faults, _dice.Of(1.0, 10.0, 40.0)),
            Limits = (_dice.Chances(0.5) ? new StyleLimits(_dice.Int(1, 6), _dice.Int(8, 30)) : StyleLimits.Default) with
            {
                Following = isAtTheCap ? 3 : 0,
            },
            KeysPerStyle = _dice.Int(1, 3),
            Engine = new ReplayOptions
            {
                // A night of waiting is long.
                ReplayShare = maySleep ? 0.01 : 1,
                RunTwice = _dice.Chances(0.3) ? 0.2 : 0,
                SignalTwice = 0.2,
                Keys = new KeyPoolOptions { Requests = _dice.Of(2, 5, 30), Lookahead = TimeSpan.FromSeconds(_dice.Int(0, 3)) } with
                {
                    MaxInFlightInAll = isAtTheCap ? 2 : null,
                },
            },
        });
    }

    public RunWorld World { get; }

    /// <summary>What happened, for whoever looks into a failure.</summary>
    public string Story => string.Join(Environment.NewLine, _story);

    public void Play()
    {
        PutImages();
        World.Start(_storyboard);
        for (var n = _dice.Int(0, 5); n > 0; n--)
        {
            Plan();
        }

        World.Finish(_mostSteps);
    }

    private IEnumerable<(FailureKind Kind, double Share)> Shares()
    {
        if (_dice.Chances(0.02))
        {
            yield return (FailureKind.ModelUnavailable, 0.1);
        }

        foreach (var kind in new[]
        {
            FailureKind.InvalidKey,
            FailureKind.NotEntitled,
            FailureKind.RateLimitedPerDay,
        }.Where(_ => _dice.Chances(0.05)))
        {
            yield return (kind, 0.1);
        }

        foreach (var kind in Faults.Where(_ => _dice.Chances(0.35)))
        {
            yield return (kind, _dice.Between(0.02, 0.2));
        }
    }

    private void PutImages()
    {
        foreach (var style in _storyboard.Styles.Where(_ => _dice.Chances(0.2)))
        {
            var beat = _dice.Of([.. style.Beats]);
            World.Images.Put(new ImageName(_storyboard.Project, style.Style, beat.Shot, beat.Id), TestImage.Png(5), ImageFormat.Png);
        }
    }

    private void Plan()
    {
        var seconds = Math.Round(_dice.Between(0, _length), 1);
        switch (_dice.Int(0, 11))
        {
            case 0 or 1:
                At(seconds, "pause", () => World.Service.PauseAsync(World.RunId, "Lunch.", default));
                At(seconds + _dice.Of(0, 0.1, 5, 200), "resume", () => World.Service.ResumeAsync(World.RunId, null, default));
                break;
            case 2:
                var drop = _dice.Chances(0.5);
                At(seconds, drop ? "cancel and drop" : "cancel", () => World.Service.CancelAsync(World.RunId, drop, default));
                break;
            case 3 or 4: Ask(seconds, BeatRequestKind.Skip); break;
            case 5: Ask(seconds, BeatRequestKind.First); break;
            case 6: Ask(seconds * 3, BeatRequestKind.Regenerate); break;
            case 7:
                At(seconds * 3, "retry all", () => World.Service.RequestAsync(World.RunId, BeatRequestKind.Retry, [], default));
                break;
            case 8: Ask(seconds * 2, BeatRequestKind.Retry); break;
            case 9: Happen(seconds, "crash, histories kept", () => World.Crash(keepsHistories: true)); break;
            case 10: Happen(seconds, "crash, all lost", () => World.Crash(keepsHistories: false)); break;
            default:
                var gone = _dice.Int(1, World.Keys.Numbers.Count);
                Happen(seconds, $"key {gone} leaves", () => World.Keys.Numbers.Remove(gone));
                Happen(seconds + _dice.Of(1, 100), "key 9 joins", () => World.Keys.Numbers.Add(9));
                break;
        }
    }

    private void Ask(double seconds, BeatRequestKind kind)
    {
        var beats = _storyboard.Styles.SelectMany(s => s.Beats.Select(b => new BeatRef(s.Style, b.Id))).ToArray();
        ImmutableArray<BeatRef> asked = [.. Enumerable.Range(0, _dice.Int(1, 3)).Select(_ => _dice.Of(beats)).Distinct()];
        At(
            seconds,
            $"{kind} {string.Join(", ", asked.Select(b => $"{b.Beat} {b.Style}"))}",
            () => World.Service.RequestAsync(World.RunId, kind, asked, default));
    }

    private void At(double seconds, string what, Func<Task<ControlResult>> ask) =>
        World.After(seconds, () => Tell($"{what}: {RunWorld.Now(ask())}"));

    private void Happen(double seconds, string what, Action action) => World.After(seconds, () =>
    {
        Tell(what);
        action();
    });

    private void Tell(string what) => _story.Add(string.Create(
        CultureInfo.InvariantCulture, $"{World.Clock.GetUtcNow():HH:mm:ss.fff} at log line {World.Log.Length}: {what}"));
}
