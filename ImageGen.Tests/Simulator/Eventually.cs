namespace ImageGen.Tests.Simulator;

/// <summary>Waits for something that another thread brings about and that tells no one.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static async Task TrueAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), deadline.Token);
    }
}
