using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>A world by seed: the engine, its runs, what goes wrong and what people ask.</summary>
internal sealed class RunsScenario
{
    private static readonly ImmutableArray<GeminiFault> OfAttempts =
    [
        GeminiFault.PerMinute, GeminiFault.BareTooMany, GeminiFault.Location, GeminiFault.ServerError, GeminiFault.Unreachable,
        GeminiFault.TimeOut, GeminiFault.Cut, GeminiFault.TextOnly, GeminiFault.ThoughtOnly, GeminiFault.PromptBlock,
        GeminiFault.OutputBlock,
        GeminiFault.Damaged, GeminiFault.BadRequest,
    ];

    private readonly Dice _dice;
    private readonly Dice _candidates;
    private readonly Dice _rare;
    private readonly double _length;
    private readonly bool _isCloud;
    private readonly List<Storyboard> _storyboards = [];

    public RunsScenario(ulong seed, SimulatedPieces? pieces = null)
    {
        pieces ??= new SimulatedPieces();
        _dice = new Dice(Chance.Seed(seed, "whole runs"));
        _candidates = new Dice(Chance.Seed(seed, "candidates"));
        _rare = new Dice(Chance.Seed(seed, "clock, log, deletion, bugs"));
        _isCloud = seed % 2 == 1;
        var count = _dice.Int(1, 3);
        for (var n = 1; n <= count; n++)
        {
            _storyboards.Add(Storyboard($"tale{n}"));
        }

        _length = 20 + (_storyboards.Sum(s => s.BeatCount) * 2);
        var keysPerStyle = _dice.Int(1, 3);
        var requests = _dice.Of(2, 5, 30);
        var faults = Faults(keysPerStyle, requests);
        var sleeps = faults.OfKeys.Values.Any(k => k.Fault is GeminiFault.PerDay);

        // An attempt of a style that was lost stands open for eleven minutes. What it may have cost can keep all styles from the rest of a
        // cost limit for as long; each then looks again and again, most often where executions are short, for those forget their pauses.
        MostSteps = 100_000;
        World = new SimulatedRuns(
            seed,
            faults,
            new ReplayOptions
            {
                ReplayShare = sleeps ? 0.001 : _dice.Of(0.02, 0.1, 0.3),
                RunTwice = _isCloud ? 0.05 : 0,
                DeliveredTwice = _isCloud ? _dice.Of(0, 0.05, 0.2) : 0,
                EarlyTimers = _isCloud ? TimeSpan.FromSeconds(0.95) : TimeSpan.Zero,
                SignalTwice = _isCloud ? 0.2 : 0,
                ExchangeTwice = _isCloud ? 0.05 : 0,
                KeepsHistories = true,
                IsExpected = e => e is UserException or OperationCanceledException or BugException,
                Keys = new KeyPoolOptions
                {
                    Requests = requests * pieces.LimitFactor,
                    Lookahead = TimeSpan.FromSeconds(_dice.Int(0, 3)),
                    MaxInFlight = _dice.Chances(0.3) ? _dice.Int(1, 4) : null,
                    MaxInFlightInAll = _isCloud ? _dice.Of(1, 2, 10) : null,
                },
            },
            (_dice.Chances(0.5) ? new StyleLimits(_dice.Int(1, 6), _dice.Int(8, 30)) : StyleLimits.Default) with
            {
                Following = _isCloud ? 3 : 0,
                MayRunTwice = _isCloud,
                Slack = TimeSpan.FromSeconds(_isCloud ? 1 : 0),
            },
            keysPerStyle,
            pieces,
            RunInvariant.All(),
            _isCloud);
    }

    public SimulatedRuns World { get; }

    public int MostSteps { get; init; }

    public TimeSpan VirtualTime { get; private set; }

    public SimulatedRuns Play()
    {
        var began = World.Clock.GetUtcNow();
        for (var n = 0; n < _storyboards.Count; n++)
        {
            PutExisting(_storyboards[n]);
            World.Start($"tale{n + 1}", _storyboards[n]);
        }

        for (var n = _dice.Int(0, 7); n > 0; n--)
        {
            Plan();
        }

        for (var n = _storyboards.Any(s => s.Options.Candidates > 1) ? _candidates.Int(0, 5) : 0; n > 0; n--)
        {
            var run = _candidates.Int(0, _storyboards.Count - 1);
            var (style, number) = (_candidates.Of([.. _storyboards[run].Styles]), _candidates.Int(1, 3));
            var beat = new BeatRef(style.Style, _candidates.Of([.. style.Beats]).Id);
            World.After(_candidates.Between(0, _length * 3), () => World.Choose(RunOf(run), beat, number));
        }

        PlanRare();
        World.Finish(MostSteps);
        VirtualTime = World.Clock.GetUtcNow() - began;
        return World;
    }

    private Storyboard Storyboard(string name)
    {
        var styles = ImageStyles.All.OrderBy(_ => _dice.Unit()).Take(_dice.Int(1, 3)).Order().ToArray();
        var storyboard = new StoryboardBuilder().Project($"projects/{name}").Styles(styles).Shots(_dice.Int(1, 3), _dice.Int(1, 3)).Options(
            new RunOptions
            {
                MaxParallel = _dice.Chances(0.2) ? _dice.Int(1, 2) : null,
                MaxCostUsd = _dice.Chances(0.15) ? 0.067m * _dice.Int(1, 10) : null,
                Overwrite = _dice.Chances(0.1),
                Candidates = _candidates.Chances(0.25) ? _candidates.Int(2, 3) : null,
                OnQuotaExhausted = _dice.Chances(0.2) ? OnQuotaExhausted.Fail : OnQuotaExhausted.Wait,
            }).Build();
        return storyboard with
        {
            Styles =
            [
                .. storyboard.Styles.Select(s => s with
                {
                    Beats = [.. s.Beats.Select(b => b with { Prompt = SimulatedGemini.PromptOf(name, s.Style.Name(), b.Id.Value) })],
                }),
            ],
        };
    }

    private GeminiFaults Faults(int keysPerStyle, int requests)
    {
        var shares = OfAttempts.Where(_ => _dice.Chances(0.3)).Select(f => (f, _dice.Between(0.02, 0.15))).ToImmutableArray();
        var ofKeys = ImmutableDictionary.CreateBuilder<string, (GeminiFault, DateTimeOffset?)>();
        var start = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        foreach (var style in ImageStyles.All.Where(_ => _dice.Chances(0.2)))
        {
            var fault = _dice.Of(
                GeminiFault.LimitZero, GeminiFault.InvalidKey, GeminiFault.Forbidden, GeminiFault.ModelNotFound, GeminiFault.PerDay,
                GeminiFault.Prepaid);
            var isPassing = fault is GeminiFault.PerDay or GeminiFault.Prepaid;
            ofKeys[$"{style.Name()}-{_dice.Int(1, keysPerStyle)}"] = (fault, isPassing ? start.AddSeconds(_dice.Int(10, 1_000)) : null);
        }

        var outage = start.AddSeconds(_dice.Between(0, _length));
        return new GeminiFaults
        {
            Shares = _rare.Chances(0.1) ? shares.Add((GeminiFault.Bug, _rare.Between(0.02, 0.3))) : shares,
            OfKeys = ofKeys.ToImmutable(),
            Outages = _dice.Chances(0.2) ? [(outage, outage.AddSeconds(_dice.Of(20, 120, 1_200)))] : [],
            RequestsPerMinute = requests,
            LongestAnswer = _dice.Of(1.0, 10.0, 40.0),
        };
    }

    private void PutExisting(Storyboard storyboard)
    {
        foreach (var style in storyboard.Styles.Where(_ => _dice.Chances(0.2)))
        {
            var beat = _dice.Of([.. style.Beats]);
            var bytes = TestImage.Png(5);
            World.Gemini.WholeImages.Add(SimulatedGemini.HashOf(bytes));
            World.Images.Put(new ImageName(storyboard.Project, style.Style, beat.Shot, beat.Id), bytes, ImageFormat.Png);
        }
    }

    private void Plan()
    {
        var seconds = Math.Round(_dice.Between(0, _length), 1);
        var run = _dice.Int(0, _storyboards.Count - 1);
        switch (_dice.Int(0, 12))
        {
            case 0 or 1:
                Ask(seconds, run, Asked.Pause);
                Ask(seconds + _dice.Of(0, 0.1, 5, 200), run, Asked.Resume);
                break;
            case 2: Ask(seconds, run, Asked.Cancel, _dice.Chances(0.5) ? [] : Beats(run)); break;
            case 3 or 4: Ask(seconds, run, Asked.Skip, Beats(run)); break;
            case 5: Ask(seconds, run, Asked.First, Beats(run)); break;
            case 6: Ask(seconds * 3, run, Asked.Regenerate, Beats(run)); break;
            case 7: Ask(seconds * 3, run, Asked.Retry, []); break;
            case 8: Ask(seconds * 2, run, Asked.Retry, Beats(run)); break;
            case 9 or 10:
                var down = _isCloud ? _dice.Of(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)) : TimeSpan.FromSeconds(2);
                World.After(seconds, () => World.Crash(keepsHistories: _isCloud, down));
                break;
            case 11: World.FillDisk(seconds, _dice.Of(1.0, 10, 300), logToo: _dice.Chances(0.5)); break;
            default:
                var style = _dice.Of([.. _storyboards[run].Styles]).Style;
                World.After(seconds, () => World.LoseStyle(style));
                break;
        }
    }

    /// <summary>What came to be simulated later, by dice of its own, so that the other seeds stay as they were.</summary>
    private void PlanRare()
    {
        if (_rare.Chances(0.1))
        {
            var by = TimeSpan.FromSeconds(_rare.Of(2, 60, 600));
            World.After(_rare.Between(0, _length), () => World.Wall.SetBack(by));
        }

        if (_rare.Chances(0.1))
        {
            World.LoseLog(_rare.Between(0, _length), _rare.Of(1.0, 10, 300));
        }

        if (_rare.Chances(0.1))
        {
            var run = _rare.Int(0, _storyboards.Count - 1);
            var (seconds, pause, images) = (_rare.Between(_length / 2, _length * 3), _rare.Of(0, 5, 60), _rare.Chances(0.3));
            World.After(seconds, () => World.DeleteAndStart($"tale{run + 1}", _storyboards[run], images, pause, tries: 20));
        }
    }

    private string RunOf(int storyboard) => World.RunOf($"tale{storyboard + 1}");

    private void Ask(double seconds, int run, Asked what, params ImmutableArray<BeatRef> beats) =>
        World.After(seconds, () => World.Ask(RunOf(run), what, beats));

    private ImmutableArray<BeatRef> Beats(int run)
    {
        var beats = _storyboards[run].Styles.SelectMany(s => s.Beats.Select(b => new BeatRef(s.Style, b.Id))).ToArray();
        return [.. Enumerable.Range(0, _dice.Int(1, 3)).Select(_ => _dice.Of(beats)).Distinct()];
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(_isCloud ? "cloud" : "embedded")}, {string.Join('+', _storyboards.Select(s => s.BeatCount))} images");
}
