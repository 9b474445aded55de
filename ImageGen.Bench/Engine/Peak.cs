namespace ImageGen.Bench.Engine;

/// <summary>The most memory that the managed heap has had in use, looked at ten times a second.</summary>
internal sealed class Peak : IDisposable
{
    private readonly Timer _timer;
    private long _most;

    public Peak() => _timer = new Timer(_ => _most = Math.Max(_most, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 100);

    public double Megabytes => _most / 1e6;

    public void Dispose() => _timer.Dispose();
}
