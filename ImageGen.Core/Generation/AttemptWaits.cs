namespace ImageGen.Core.Generation;

/// <summary>Waits before an attempt.</summary>
internal sealed class AttemptWaits(TimeProvider time)
{
    private static readonly TimeSpan LogPoll = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the reservation may be used; true when it had to wait.</summary>
    public async Task<bool> WaitForReservationAsync(GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var hasWaited = false;
        while (request.Reservation.NotBefore - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            hasWaited = true;
            await DelayAsync(left, cancellationToken);
        }

        Telemetry.RecordWait(request.Style, time.GetUtcNow() - began);
        return hasWaited;
    }

    /// <summary>
    /// Checks the beat once no attempt of an earlier delivery is in flight any more.
    /// </summary>
    public async Task<BeatCheck> WaitForEarlierAttemptAsync(AttemptLog log, CancellationToken cancellationToken)
    {
        while (true)
        {
            var check = await log.CheckBeatAsync(cancellationToken);
            if (check.EarlierCallEnds is not { } end)
            {
                return check;
            }

            var left = Math.Clamp((end - time.GetUtcNow()).Ticks, 0, LogPoll.Ticks);
            await DelayAsync(TimeSpan.FromTicks(left), cancellationToken);
        }
    }

    /// <summary>Task.Delay counts whole milliseconds: a shorter delay would end at once, and the loop would spin.</summary>
    private Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)), time, cancellationToken);
}
