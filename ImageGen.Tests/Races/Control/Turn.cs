namespace ImageGen.Tests.Races.Control;

/// <summary>A turn that one thread gives to another. A semaphore would spin before it leaves the processor to others.</summary>
internal sealed class Turn
{
    private readonly object _sync = new();
    private bool _isGiven;

    public void Give()
    {
        lock (_sync)
        {
            _isGiven = true;
            Monitor.Pulse(_sync);
        }
    }

    public void Take()
    {
        lock (_sync)
        {
            while (!_isGiven)
            {
                Monitor.Wait(_sync);
            }

            _isGiven = false;
        }
    }
}
