using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <content>Applies reports: learns limits, outages, and which projects and keys are out.</content>
public sealed partial class KeyPool
{
    private void ApplyReport(AttemptReport report)
    {
        var inFlight = _reservations.Places;
        if (_reservations.Remove(report.Reservation) is not { } reservation)
        {
            return;
        }

        var project = ProjectOf(reservation.Group);
        if (report.IsDropped)
        {
            project.CountLost(reservation);
            return;
        }

        if (report.Failure is FailureKind.Unreachable)
        {
            project.ReleaseSlot(reservation);
            _outage.RecordFailure(reservation.Serial, _serial, _now, FailureKind.Unreachable, report.Detail);
            return;
        }

        if (report.Failure is null)
        {
            _cap.RecordSuccess(inFlight);
        }
        else if (report.Failure is FailureKind.Transient or FailureKind.Unanswered)
        {
            _cap.RecordFailure(reservation.Serial, _serial);
        }

        project.ApplyReport(reservation, report, _serial, _now);
        ApplyToOutage(reservation.Serial, report);
        if (report.Failure is FailureKind.InvalidKey
            && _keys.TryGetValue(reservation.Key, out var key)
            && key.Joined <= reservation.Serial)
        {
            _keys[key.Id] = key with { Out = true };
        }
    }

    /// <summary>Applies a report to the outage of the service as a whole.</summary>
    private void ApplyToOutage(long serial, AttemptReport report)
    {
        var kind = report.Failure is FailureKind.Unanswered ? FailureKind.Transient : report.Failure;
        if (kind is FailureKind.Transient or FailureKind.CreditExhausted && IsOfAll(kind.Value))
        {
            _outage.RecordFailure(serial, _serial, _now, kind.Value, report.Detail);
        }
        else if (report.Failure is null || (_outage.State?.Kind is FailureKind.Unreachable && report.Failure is not FailureKind.Unanswered))
        {
            // Any answer proves that the service is reached; only an image, or the lack of one, that it works.
            if (_outage.TryEnd(serial) && report.Failure is null)
            {
                foreach (var project in _projects.Values)
                {
                    project.ProbeNow(_now);
                }
            }
        }
    }

    /// <summary>True when no project that could serve is served, all for this kind of failure: the trouble is not one project's.</summary>
    private bool IsOfAll(FailureKind kind)
    {
        // Projects without credit are left out of an overload: they could not serve anyway.
        var able = _projects.Values
            .Where(g => g.Configured > 0 && (kind is FailureKind.CreditExhausted || g.Outage?.Kind is not FailureKind.CreditExhausted))
            .ToArray();
        return able.Length > 0 && able.All(g => g.Outage?.Kind == kind);
    }

    private static KeyWaitKind KindOf(OutageState outage) => outage.Kind switch
    {
        FailureKind.Unreachable => KeyWaitKind.Unreachable,
        FailureKind.CreditExhausted => KeyWaitKind.Credit,
        _ => KeyWaitKind.Overloaded,
    };
}
