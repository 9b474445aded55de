using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// The least time in which a style's keys can generate so many images: each group of keys begins <c>requests</c> calls per window, all at
/// once at the window's beginning, so that n images take <c>⌈n / (sum of requests)⌉ - 1</c> windows and one call. No scheduler can do
/// better; the longest chain of beats that wait for each other may take longer.
/// </summary>
/// <param name="Keys">How many keys there are.</param>
/// <param name="RequestsPerWindow">How many calls all groups together may begin in a window.</param>
/// <param name="Window">The window.</param>
/// <param name="Call">How long one call takes.</param>
public sealed record QuotaBound(int Keys, int RequestsPerWindow, TimeSpan Window, TimeSpan Call)
{
    /// <summary>The projects whose learned limit is below the configured one, by name.</summary>
    public ImmutableArray<ProjectLimit> Learned { get; init; } = [];

    /// <summary>
    /// The bound of a style's keys: a project has the lowest limit of its keys, as in the key pool, or less where that was learned.
    /// </summary>
    /// <param name="keys">The style's keys.</param>
    /// <param name="options">The configured limits.</param>
    /// <param name="call">How long one call takes.</param>
    /// <param name="known">What the key pool learned; default: nothing.</param>
    public static QuotaBound Of(
        ImmutableArray<ApiKey> keys, KeyPoolOptions options, TimeSpan call, ImmutableArray<ProjectLimit> known = default)
    {
        var limits = ProjectLimits.Of(keys, options, known.IsDefault ? [] : known);
        return new QuotaBound(keys.Length, limits.Sum(l => l.Learned ?? l.Configured), options.Window, call)
        {
            Learned = [.. limits.Where(l => l.Learned is not null)],
        };
    }

    /// <summary>
    /// The least time for <paramref name="images"/> images, of which <paramref name="chain"/> wait for each other; null: there is no key.
    /// </summary>
    public TimeSpan? For(int images, int chain = 1)
    {
        if (images <= 0)
        {
            return TimeSpan.Zero;
        }

        if (RequestsPerWindow <= 0)
        {
            return null;
        }

        var byRate = (Window * ((images - 1) / RequestsPerWindow)) + Call;
        var byChain = Call * Math.Max(chain, 1);
        return byRate > byChain ? byRate : byChain;
    }
}
