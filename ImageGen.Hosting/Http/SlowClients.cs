using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImageGen.Hosting.Http;

/// <summary>What a client that does not read may hold, and for how long.</summary>
internal static class SlowClients
{
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A client that takes an answer more slowly than this is cut off: 4 KB a second, 10 s of grace. What the server has buffered for it
    /// (64 KB) is gone after half a minute at most. Silence of the host, as between two events, does not count.
    /// </summary>
    public static MinDataRate Slowest { get; } = new(bytesPerSecond: 4096, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>
    /// Flushes; while the client is slow to take it, <paramref name="letGo"/> frees what can be made again. False: the client has gone.
    /// </summary>
    public static async Task<bool> FlushAsync(PipeWriter output, Action letGo, TimeProvider time, CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(cancellationToken);
        if (flush.IsCompleted)
        {
            return !(await flush).IsCompleted;
        }

        var task = flush.AsTask();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (await Task.WhenAny(task, Task.Delay(Slow, time, enough.Token)) != task)
        {
            letGo();
        }

        await enough.CancelAsync();
        return !(await task).IsCompleted;
    }
}
