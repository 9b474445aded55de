using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;

namespace ImageGen.Hosting.Configuration;

/// <summary>
/// Each style has a pool of its own, but Google's limits are those of the project: a key or project that serves several styles has its
/// requests divided among them, for three pools that each believe to have them all run into one rate limit after the other.
/// </summary>
internal static class KeyShares
{
    /// <summary>The keys with their shares, and what a person should know of that.</summary>
    public static (
        IEnumerable<(ImageStyle Style, ApiKey Key)> Keys,
        ImmutableArray<string> Notes) Divide(List<(ImageStyle Style, ApiKey Key)> keys, KeyPoolOptions limits)
    {
        var shared = keys
            .GroupBy(k => k.Key.Project ?? k.Key.Value, StringComparer.Ordinal)
            .Select(group => (Keys: group.ToList(), Styles: group.Select(k => k.Style).Distinct().Order().ToList()))
            .Where(group => group.Styles.Count > 1)
            .ToList();
        var shares = shared
            .SelectMany(group => group.Keys.Select(k => (k, Share: Math.Max(1, (k.Key.Requests ?? limits.Requests) / group.Styles.Count))))
            .ToDictionary(share => share.k, share => share.Share);
        var notes = shared.Select(group =>
            $"{Subject(group.Keys)} serve{(group.Keys.Count == 1 ? "s" : "")} {string.Join(", ", group.Styles.Select(s => s.Name()))}, "
                + "and Google's limit is one for all: "
            + $"each style gets {shares[group.Keys[0]]} requests per {limits.Window}. A project of its own for each style is faster.");
        return (keys.Select(k => shares.TryGetValue(k, out var share) ? (k.Style, k.Key with { Requests = share }) : k), [.. notes]);
    }

    private static string Subject(List<(ImageStyle Style, ApiKey Key)> keys) =>
        $"{(keys[0].Key.Project is null ? "The same key, listed as " : $"The keys of the project '{keys[0].Key.Project}', ")}"
            + $"{string.Join(", ", keys.Select(k => k.Key.Id))},";
}
