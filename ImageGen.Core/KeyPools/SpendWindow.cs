namespace ImageGen.Core.KeyPools;

/// <summary>
/// What a quota project spent within the spend window. A cost counts from its report on; an attempt in flight counts as much as the
/// dearest one within the window. Costs are added up in slices of 1/64 of the window, each counted until its end, so that the state stays
/// small.
/// </summary>
internal sealed class SpendWindow(KeyPoolOptions options, QuotaProjectState state)
{
    private readonly List<SpendState> _spent = [.. state.Spent];
    private decimal _callUsd = state.CallUsd;

    public void Add(decimal usd, long now)
    {
        if (options.SpendUsd is null || usd <= 0)
        {
            return;
        }

        var slice = Math.Max(1, options.SpendWindow.Ticks / 64);
        var until = (now + options.SpendWindow.Ticks + slice - 1) / slice * slice;
        _callUsd = Math.Max(_callUsd, usd);
        if (_spent.Count > 0 && _spent[^1].Until == until)
        {
            _spent[^1] = new SpendState(until, _spent[^1].Usd + usd);
        }
        else
        {
            _spent.Add(new SpendState(until, usd));
        }
    }

    /// <summary>Adds an attempt whose cost will not be reported.</summary>
    public void AddDearest(long now) => Add(_callUsd, now);

    /// <summary>
    /// When the next attempt but <paramref name="others"/> may begin within the spend limit. Null: not known before an attempt in flight
    /// ends.
    /// </summary>
    public long? FindStart(int others, bool anyInFlight)
    {
        if (options.SpendUsd is not { } limit)
        {
            return 0;
        }

        var left = _spent.Sum(s => s.Usd);
        var need = _callUsd * (others + 1);
        if (left + need <= limit)
        {
            return 0;
        }

        foreach (var slice in _spent)
        {
            left -= slice.Usd;
            if (left + need <= limit)
            {
                return slice.Until;
            }
        }

        // An attempt dearer than the whole limit would never begin: it may, alone.
        return others > 0 || anyInFlight ? null : _spent[^1].Until;
    }

    public void Advance(long now)
    {
        _spent.RemoveAll(s => s.Until <= now);
        if (_spent.Count == 0)
        {
            _callUsd = 0;
        }
    }

    public QuotaProjectState Save(QuotaProjectState into) => into with { Spent = [.. _spent], CallUsd = _callUsd };
}
