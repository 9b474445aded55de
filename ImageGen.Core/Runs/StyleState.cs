using ImageGen.Core.Generation;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What the log says of one style of a run. Changed only by <see cref="RunState"/>.</summary>
public sealed class StyleState
{
    private const int MostKeyFaults = 20;

    // As many failures in a row as make a key pool take it for an outage.
    private const int OutageFrom = 3;

    // Stands for attempts whose beats are not counted.
    private static readonly BeatRecord Nothing = new(null!, default);

    private readonly Dictionary<BeatId, BeatRecord> _byId;
    // Those that failed in a row, by key.
    private readonly Dictionary<string, List<BeatRecord>> _overloads = new(StringComparer.Ordinal);
    private readonly int[] _counts = new int[Enum.GetValues<BeatState>().Length];

    internal StyleState(StyleBeats style)
    {
        Style = style.Style;
        Beats = [.. style.Beats.Select(b => new BeatRecord(b, style.Style))];
        _byId = Beats.ToDictionary(b => b.Beat.Id);
        _counts[(int)BeatState.Pending] = Beats.Length;
    }

    /// <summary>The style.</summary>
    public ImageStyle Style { get; }

    /// <summary>Its beats in storyboard order.</summary>
    public ImmutableArray<BeatRecord> Beats { get; }

    /// <summary>US dollars of attempts whose outcome is known.</summary>
    public decimal CostUsd { get; internal set; }

    /// <summary>US dollars, by estimate, of attempts that may have been billed: no complete answer is known.</summary>
    public decimal UnconfirmedUsd { get; internal set; }

    /// <summary>How many attempts <see cref="UnconfirmedUsd"/> is about.</summary>
    public int UnconfirmedAttempts { get; internal set; }

    /// <summary>What it waits for; null: it does not wait.</summary>
    public StyleWaiting? Waiting { get; internal set; }

    /// <summary>True while its last call to end did not reach the service: nobody can tell when it goes on.</summary>
    public bool IsCutOff { get; internal set; }

    /// <summary>
    /// What is wrong with single keys of it, each once, in the order of their coming; the reasons name the keys. The style goes on with its
    /// others, only slower. Empty again when a host starts or a person asks for more: then every key gets another chance.
    /// </summary>
    public ImmutableArray<string> KeyFaults { get; private set; } = [];

    /// <summary>The quota projects whose learned limit is below the configured one.</summary>
    public ImmutableArray<ProjectLimit> LearnedLimits { get; internal set; } = [];

    /// <summary>True from <see cref="StyleEnded"/> until something is asked of it again.</summary>
    public bool HasEnded { get; internal set; }

    /// <summary>When its first call began; null: none has.</summary>
    public DateTimeOffset? FirstAttemptAt { get; internal set; }

    /// <summary>How fast it went since work on it last began; null: no call has begun since.</summary>
    public WorkPace? Pace { get; internal set; }

    /// <summary>Pictures drawn by this run.</summary>
    public int Drawn { get; internal set; }

    /// <summary>Pictures that are there.</summary>
    public int Completed => Count(BeatState.Complete) + Count(BeatState.Exists);

    /// <summary>How many beats are in <paramref name="state"/>.</summary>
    public int Count(BeatState state) => _counts[(int)state];

    /// <summary>True when a cancel left beats of it that were not asked for since.</summary>
    public bool HasCancelled => Beats.Any(b => b is { IsCancelled: true, State: BeatState.Skipped });

    /// <summary>The beat; null when the style does not have it.</summary>
    public BeatRecord? Find(BeatId beat) => _byId.GetValueOrDefault(beat);

    internal void NoteKeyFault(string reason)
    {
        if (KeyFaults.Length < MostKeyFaults && !KeyFaults.Contains(reason))
        {
            KeyFaults = KeyFaults.Add(reason);
        }
    }

    internal void ForgiveKeys() => KeyFaults = [];

    /// <summary>
    /// True when <paramref name="why"/> would be one of several failures in a row that say nothing of the beat: an outage.
    /// </summary>
    internal bool IsOutage(string? keyId, BeatRecord beat, ModelFailure why) =>
        _overloads.TryGetValue(keyId ?? string.Empty, out var row)
        && (row.Contains(Nothing)
            || (row.Count >= OutageFrom - 1 && (why.IsOverload || row.Append(beat).Distinct().Count() >= OutageFrom)));

    /// <summary>
    /// An attempt with this key ended in an error of the service's own: a try of its beat, until it turns out that others in a row
    /// ended so, too.
    /// </summary>
    internal void NoteTrouble(string keyId, BeatRecord beat, ModelFailure why)
    {
        var row = _overloads.TryGetValue(keyId, out var known) ? known : _overloads[keyId] = [];
        if (!IsOutage(keyId, beat, why))
        {
            row.Add(beat);
            beat.CountTransient(1);
            return;
        }

        // An outage has been going on since the first of them.
        foreach (var other in row.Where(b => b != Nothing))
        {
            other.CountTransient(-1);
        }

        _overloads[keyId] = [Nothing];
    }

    /// <summary>An attempt with this key was served.</summary>
    internal void NoteServed(string keyId) => _overloads.Remove(keyId);

    internal void Move(BeatRecord beat, BeatState to)
    {
        _counts[(int)beat.State]--;
        _counts[(int)to]++;
        beat.State = to;
    }
}

/// <summary>How fast a style goes.</summary>
/// <param name="Since">When the first call began after the run was started, resumed or asked for more, or after a long wait.</param>
/// <param name="Settled">How many beats got a picture or failed since then.</param>
public readonly record struct WorkPace(DateTimeOffset Since, int Settled);
