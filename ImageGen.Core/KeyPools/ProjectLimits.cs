using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>The request limits of a style's quota projects: those of its keys as they are now, with what was learned of them.</summary>
internal static class ProjectLimits
{
    /// <summary>By name. A project has the lowest limit of its keys, as in the key pool.</summary>
    /// <param name="keys">The style's keys.</param>
    /// <param name="options">The limits of keys without one of their own.</param>
    /// <param name="known">What the key pool says.</param>
    public static ImmutableArray<ProjectLimit> Of(IEnumerable<ApiKey> keys, KeyPoolOptions options, ImmutableArray<ProjectLimit> known)
    {
        var learned = known.ToDictionary(l => l.Project, l => l.Learned, StringComparer.Ordinal);
        return
        [
            .. keys.GroupBy(k => k.Project ?? k.Id, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (g.Key, Configured: g.Min(k => k.Requests ?? options.Requests)))
                .Select(p => new ProjectLimit(
                    p.Key,
                    p.Configured,
                    learned.GetValueOrDefault(p.Key) is { } limit && limit < p.Configured ? limit : null,
                    ProjectLimit.SecondsOf(options.Window))),
        ];
    }
}
