namespace ImageGen.Tests.Races.Control;

/// <content>Who continues at a point.</content>
internal sealed partial class Interleaving
{
    private void Switch(Operation mine, string at, Func<bool>? until)
    {
        if (mine.Static > 0 && until is null)
        {
            return;
        }

        (mine.At, mine.Until) = (at, until);
        if (until is null && _failure is null && Steps < MostSteps && choice.IsToStay(_isNews))
        {
            Count(mine);
            return;
        }

        if (Pick(mine) is not { } next)
        {
            Finish();
            new SemaphoreSlim(0).Wait();
            return;
        }

        if (next != mine)
        {
            Transfer(next);
            mine.Turn.Take();
        }

        mine.Until = null;
    }

    private Operation? Pick(Operation? current)
    {
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(1))
        {
            lock (_sync)
            {
                if (_failure is not null)
                {
                    return null;
                }

                if (TryPick(current) is { } next)
                {
                    return next;
                }

                if (_scenario.IsCompleted && _operations.Count == 0)
                {
                    return null;
                }

                if (_failure is not null || waited > LongestUncontrolled)
                {
                    _failure ??= Describe("Nothing can continue, and the scenario has not ended. Waiting: "
                        + string.Join("; ", _operations.Select(o => $"{o.Name} at {o.At}")));
                    return null;
                }
            }

            // Perhaps something that is not controlled is under way.
            Thread.Sleep(1);
        }
    }

    private Operation? TryPick(Operation? current)
    {
        _able.Clear();
        foreach (var operation in _operations)
        {
            if (operation.Until is not { } until || until())
            {
                _able.Add(operation);
            }
        }

        if (!_isTimerDue && !_scenario.IsCompleted && Clock.NextDue is { } due)
        {
            var isTooLate = due > Start + TimeLimit;
            if (isTooLate && _able.Count == 0)
            {
                _failure = Describe($"Only time passes: it is {due:HH:mm:ss}, and the scenario has not ended.");
                return null;
            }

            if (!isTooLate && (_able.Count == 0 || choice.IsTimeForTimer()))
            {
                FireNextTimer();
            }
        }

        if (_able.Count == 0)
        {
            return null;
        }

        if (Steps == MostSteps)
        {
            _failure = Describe($"It has not ended after {MostSteps} steps.");
            return null;
        }

        _isNews = false;
        var next = _able.Count == 1 ? _able[0] : choice.Pick(_able, current);
        _running = next;
        Count(next);
        if (next != current)
        {
            _trace.Enqueue((next, next.At));
            if (_trace.Count > ShownSteps)
            {
                _trace.Dequeue();
            }
        }

        return next;
    }

    private void Count(Operation next)
    {
        Steps++;
        Hash = (Hash ^ (uint)next.Id) * Prime;
        Hash = (Hash ^ ((uint)next.At.Length << 8) ^ next.At[^1]) * Prime;
    }

    private void FireNextTimer()
    {
        _isTimerDue = true;
        Queue("timer", () =>
        {
            _isTimerDue = false;
            Clock.AdvanceToNextTimer();
        });
        _able.Add(_operations[^1]);
    }
}
