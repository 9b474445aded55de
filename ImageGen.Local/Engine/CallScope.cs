using System.Diagnostics.CodeAnalysis;

namespace ImageGen.Local.Engine;

/// <summary>The paid calls of one run that are under way in this process.</summary>
/// <remarks>Thread-safe.</remarks>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Without timer and wait handle it holds nothing; to a disposed one a call that is just beginning could not link.")]
internal sealed class CallScope
{
    private CancellationTokenSource _drop = new();

    /// <summary>Cancelled when the calls that begin now are dropped.</summary>
    public CancellationToken Dropped => Volatile.Read(ref _drop).Token;

    /// <summary>Abandons those under way. Later ones are not concerned.</summary>
    public void Drop() => Interlocked.Exchange(ref _drop, new CancellationTokenSource()).Cancel();
}
