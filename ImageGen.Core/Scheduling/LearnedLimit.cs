namespace ImageGen.Core.Scheduling;

/// <summary>
/// What a group learns of its request limit from refusals. A refusal lowers the limit to what was accepted in its window (at most by half,
/// for one refusal may be chance); refusals of calls that had begun before the first one became known are the same event. Once the lowered
/// limit has been used up and a whole window has passed without refusal, it is raised by one, then by two, four, ...; each raise that
/// is refused doubles the number of clean windows before the next (up to 64).
/// </summary>
internal sealed class LearnedLimit(GroupState state)
{
    private const int MostRefusals = 7;

    private int? _limit = state.Learned;
    private int _step = state.Step;
    private int _refusals = state.Refusals;
    private long _fullAt = state.FullAt;
    private long _refusedAt = state.RefusedAt;
    private int _refusedLimit = state.RefusedLimit;

    public int Of(int configured) => Math.Min(configured, _limit ?? int.MaxValue);

    /// <summary>The limit in force has just been used up.</summary>
    public void Full(long now) => _fullAt = _fullAt == 0 ? now : _fullAt;

    public void Refused(long startedAt, long now, int accepted, int configured)
    {
        if (_refusedAt == 0 || startedAt > _refusedAt)
        {
            _refusedAt = now;
            _refusedLimit = Of(configured);
            _refusals = Math.Min(_refusals + 1, MostRefusals);
            _step = 1;
        }

        _limit = Math.Max(1, Math.Min(Of(configured), Math.Max(accepted, _refusedLimit / 2)));
        _fullAt = 0;
    }

    /// <summary>When the limit will be raised, and to what; null: not as things stand.</summary>
    public (long At, int Limit)? Raise(long window, int configured) =>
        _refusals == 0 || _fullAt == 0 || _limit is not { } limit
            ? null
            : (_fullAt + (window << (_refusals - 1)), configured - limit <= _step ? configured : limit + _step);

    public void Advance(long now, long window, int configured)
    {
        if (_refusals == 0 || _fullAt == 0 || now < _fullAt + (window << (_refusals - 1)))
        {
            return;
        }

        _fullAt = 0;
        if (_limit is null)
        {
            _refusals = 0;
            return;
        }

        _limit = configured - _limit <= _step ? null : _limit + _step;
        _step *= 2;
    }

    public GroupState Save(GroupState into) => into with
    {
        Learned = _limit,
        Step = _step,
        Refusals = _refusals,
        FullAt = _fullAt,
        RefusedAt = _refusedAt,
        RefusedLimit = _refusedLimit,
    };
}
