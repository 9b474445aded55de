namespace ImageGen.Tests.Crash;

/// <summary>Keeps a clock still while something happens that takes no time, however busy the machine is.</summary>
internal sealed class ClockHold
{
    private readonly Lock _guard = new();
    private int _count;

    public T Run<T>(Func<T> instant)
    {
        Count(1);
        try
        {
            return instant();
        }
        finally
        {
            Count(-1);
        }
    }

    public void Advance(ManualTimeProvider clock, TimeSpan by)
    {
        lock (_guard)
        {
            if (_count == 0)
            {
                clock.Advance(by);
            }
        }
    }

    private void Count(int change)
    {
        lock (_guard)
        {
            _count += change;
        }
    }
}
