using System.Text.Json.Serialization;
using ImageGen.Core.KeyPools;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>What a style waits for.</summary>
/// <param name="Text">For people.</param>
/// <param name="Until">Until when; null: not known.</param>
/// <param name="Kind">The limit or outage that it waits for; null: another reason.</param>
public sealed record StyleWait(string Text, DateTimeOffset? Until, KeyWaitKind? Kind = null)
{
    /// <summary>True when attempts are held back because none can succeed, also while one is in flight as a probe.</summary>
    [JsonIgnore]
    public bool IsOutage => Kind is KeyWaitKind.Overloaded or KeyWaitKind.Unreachable or KeyWaitKind.Credit;
}
