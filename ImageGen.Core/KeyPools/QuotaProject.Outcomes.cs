using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>What a quota project learns from how attempts end.</summary>
internal sealed partial class QuotaProject
{
    // Fewer errors in a row may be chance; more would delay every run.
    private const int FailuresOfAnOutage = 3;

    /// <param name="reservation">Of the attempt.</param>
    /// <param name="report">How it ended.</param>
    /// <param name="last">The latest serial given.</param>
    /// <param name="now">Now.</param>
    public void ApplyReport(ReservationState reservation, AttemptReport report, long last, long now)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        var startedAt = Math.Clamp(report.StartedAt.UtcTicks, reservation.NotBefore, Math.Max(reservation.NotBefore, now));
        var slot = startedAt + Span;
        _slots.Remove(reservation.Slot);
        if (slot > now && report.Failure is not FailureKind.RateLimitedPerMinute)
        {
            // What was refused took nothing of the limit; when to come again, the cooldown says.
            _slots.Add(slot);
        }

        _spend.Add(report.CostUsd, now);
        switch (report.Failure)
        {
            case null:
                RecordSuccess(reservation, startedAt);
                break;
            case FailureKind.RateLimitedPerMinute:
                RecordRefusal(reservation.Count, startedAt, slot, now);
                _cooldown.Set(now + (Cooldown.Trusted(report.RetryAfter) ?? _options.Window).Ticks, KeyWaitKind.Cooldown);
                break;
            case FailureKind.RateLimitedPerDay:
                _cooldown.Set(DayCount.EndOf(startedAt), KeyWaitKind.Day);
                break;
            case FailureKind.SpendLimited:
                _cooldown.BackOff(startedAt, Cooldown.Trusted(report.RetryAfter) ?? TimeSpan.Zero, now);
                break;
            case FailureKind.CreditExhausted:
                _outage.RecordFailure(reservation.Serial, last, now, FailureKind.CreditExhausted, report.Detail);
                break;
            case FailureKind.Transient or FailureKind.Unanswered:
                RecordFailure(reservation.Serial, last, now, report.Detail);
                break;
            case FailureKind.ModelUnavailable or FailureKind.LocationRefused or FailureKind.NotEntitled:
                _closed.RecordRefusal(report, reservation.Serial, last, now);
                break;
        }
    }

    /// <summary>Counts an attempt that was dropped or lost its caller as made, as late as it may have been, at the highest price.</summary>
    public void CountLost(ReservationState reservation)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        _spend.AddDearest(reservation.NotBefore);
    }

    private void RecordSuccess(ReservationState reservation, long startedAt)
    {
        _cooldown.RecordSuccess(startedAt);
        _faults = 0;
        _closed.RecordSuccess();
        _outage.TryEnd(reservation.Serial);
        if (reservation.NotBefore > _learned.State?.RefusedAt)
        {
            _learned.RecordSuccess(reservation.Count, Configured);
        }
    }

    private void RecordFailure(long serial, long last, long now, string? detail)
    {
        _faults = Math.Min(_faults + 1, 1000);
        if (Outage is not null || _faults >= FailuresOfAnOutage)
        {
            _outage.RecordFailure(serial, last, now, FailureKind.Transient, detail);
        }
    }

    private void RecordRefusal(int count, long startedAt, long slot, long now)
    {
        var accepted = _slots.After(startedAt) - _slots.After(slot + _options.Grace.Ticks);
        _learned.RecordRefusal(count, startedAt, now, accepted, Span);
    }
}
