namespace ImageGen.Core.KeyPools;

/// <summary>
/// What a quota project learns of its request limit from refusals. One refusal proves nothing: attempts up to the accepted count continue,
/// and those beyond it are made a little later than the others, so that their place in the window is certain: one, then 2, 4, ... while
/// they are served. When one of those is refused, the accepted count is the learned limit, and the next try beyond it comes after 1, 3, 9,
/// ... further windows. Single refusals within the accepted count are chance. Everything is forgotten after a day.
/// </summary>
/// <remarks>Refusals of attempts that had begun before the last refusal became known belong to the same event.</remarks>
internal sealed class LearnedLimit(LimitState? state)
{
    private const int MostWindows = 81;

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>What it has learned; null: the configured limit is used.</summary>
    public LimitState? State { get; private set; } = state;

    /// <summary>The learned limit; null: none, although a refusal may have made it careful.</summary>
    public int? Confirmed => State is { Strikes: >= 2 } state ? state.Known : null;

    /// <summary>The limit in force.</summary>
    public int LimitAt(int configured, long now) =>
        State is not { } state ? configured : Math.Min(configured, state.Known + (now >= state.ProbeAt ? state.Step : 0));

    /// <summary>When attempts beyond the learned limit are tried, and up to which limit; null: not as things stand.</summary>
    public (long At, int Limit)? FindRaise(int configured, long now) =>
        State is { } state && state.ProbeAt > now ? (state.ProbeAt, Math.Min(configured, state.Known + state.Step)) : null;

    /// <summary>Records a refusal of an attempt that was made as the <paramref name="count"/>-th of its window.</summary>
    /// <param name="count">Its place in the window.</param>
    /// <param name="startedAt">When it began.</param>
    /// <param name="now">Now.</param>
    /// <param name="accepted">How many others of the window were accepted.</param>
    /// <param name="window">The window's length.</param>
    public void RecordRefusal(int count, long startedAt, long now, int accepted, long window)
    {
        accepted = Math.Max(1, accepted);
        State = State switch
        {
            null => new LimitState(accepted, Step: 1, Strikes: 1, ProbeAt: now, RefusedAt: now),
            { } same when startedAt <= same.RefusedAt => same with { Known = Math.Min(same.Known, accepted) },
            { } known when count <= known.Known => Below(known, startedAt, now, accepted),
            { } known when accepted > known.Known => new LimitState(accepted, Step: 1, Strikes: 1, ProbeAt: now, RefusedAt: now),
            { } known =>
                new LimitState(Math.Min(known.Known, accepted), Step: 1, known.Strikes + 1, now + Wait(known.Strikes + 1, window), now),
        };
    }

    /// <summary>
    /// A refusal where the service accepted attempts before: chance, unless two and a fifth of the attempts that began together are
    /// refused; then the limit is lower than was known.
    /// </summary>
    private static LimitState Below(LimitState state, long startedAt, long now, int accepted)
    {
        var below = startedAt > state.BelowAt ? state with { Below = 1, BelowAt = now } : state with { Below = state.Below + 1 };
        return below.Below >= Math.Max(2, (accepted + below.Below) / 5)
            ? new LimitState(accepted, Step: 1, Strikes: 1, ProbeAt: now, RefusedAt: now)
            : below;
    }

    private static long Wait(int strikes, long window) => (1 + (long)Math.Min(MostWindows, Math.Pow(3, strikes - 2))) * window;

    /// <summary>Records that an attempt was served as the <paramref name="count"/>-th of its window.</summary>
    public void RecordSuccess(int count, int configured)
    {
        if (State is not { } state || count < Math.Min(configured, state.Known + state.Step))
        {
            return;
        }

        State = count >= configured ? null : state with { Known = count, Step = state.Step * 2, Strikes = 1, ProbeAt = 0 };
    }

    /// <summary>Forgets what is older than a day.</summary>
    public void Advance(long now)
    {
        if (IsForgottenBy(now))
        {
            State = null;
        }
    }

    /// <summary>True when all that it has learned is older than a day.</summary>
    public bool IsForgottenBy(long now) => State is { } state && now - state.RefusedAt >= Forgotten.Ticks;

    /// <summary>Tests at once what was learned a while ago, because a person starts or asks again.</summary>
    public void ProbeSooner(long now, long window)
    {
        if (State is { } state && now - state.RefusedAt > 10 * window)
        {
            State = state with { ProbeAt = Math.Min(state.ProbeAt, now) };
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => State = null;
}
