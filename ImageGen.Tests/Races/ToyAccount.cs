namespace ImageGen.Tests.Races;

/// <summary>Something to be wrong about, for the tests of the scheduler itself.</summary>
internal sealed class ToyAccount
{
    private readonly Lock _guard = new();
    private readonly Lock _book = new();
    private int _balance = 1;
    private int _unguarded;

    public int Paid { get; private set; }

    public int Count => _unguarded;

    /// <summary>Looks in one section and pays in the next.</summary>
    public void PayIfSeen()
    {
        bool may;
        lock (_guard)
        {
            may = _balance > 0;
        }

        if (may)
        {
            Pay();
        }
    }

    public void PayInOne()
    {
        lock (_guard)
        {
            if (_balance > 0)
            {
                Pay();
            }
        }
    }

    public void CountUnguarded() => _unguarded++;

    public void GuardThenBook()
    {
        lock (_guard)
        {
            lock (_book)
            {
                Paid++;
            }
        }
    }

    public void BookThenGuard()
    {
        lock (_book)
        {
            lock (_guard)
            {
                Paid++;
            }
        }
    }

    private void Pay()
    {
        lock (_guard)
        {
            _balance--;
            Paid++;
        }
    }
}
