using System.Security.Cryptography;

namespace ImageGen.Local.Mcp;

/// <summary>The estimates that a model was given: only what was quoted can be started, and for no more than was quoted.</summary>
/// <remarks>Thread-safe. Kept in memory: after a restart a storyboard is estimated again.</remarks>
internal sealed class Quotes(TimeProvider time)
{
    /// <summary>How long a quote can be started.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int Most = 100;

    // References and second attempts cost more than the price list has for an image.
    private const decimal Headroom = 1.25m;

    private readonly Lock _guard = new();
    private readonly OrderedDictionary<string, Quote> _quotes = new(StringComparer.Ordinal);

    /// <summary>Remembers a quote; the oldest gives way when there are too many.</summary>
    public Quote Add(Storyboard storyboard, decimal costUsd)
    {
        var id = $"estimate-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var quote = new Quote(id, storyboard, costUsd, Math.Ceiling(costUsd * Headroom * 100) / 100, time.GetUtcNow() + Lifetime);
        lock (_guard)
        {
            while (_quotes.Count > 0 && (_quotes.Count >= Most || _quotes.GetAt(0).Value.Until <= time.GetUtcNow()))
            {
                _quotes.RemoveAt(0);
            }

            _quotes.Add(id, quote);
        }

        return quote;
    }

    /// <summary>The quote; null when there is none of that id, or it has run out.</summary>
    public Quote? Find(string id)
    {
        lock (_guard)
        {
            return _quotes.TryGetValue(id, out var quote) && quote.Until > time.GetUtcNow() ? quote : null;
        }
    }
}

/// <summary>The cost of a storyboard as it was quoted to a model.</summary>
/// <param name="Id">By which it is started.</param>
/// <param name="Storyboard">What was estimated, and so what is started.</param>
/// <param name="CostUsd">US dollars, if every attempt succeeds at once.</param>
/// <param name="HighestCostUsd">The highest cost limit with which it can be started.</param>
/// <param name="Until">Until when it can be started.</param>
internal sealed record Quote(string Id, Storyboard Storyboard, decimal CostUsd, decimal HighestCostUsd, DateTimeOffset Until);
