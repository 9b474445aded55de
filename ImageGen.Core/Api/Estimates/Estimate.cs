using System.Text.Json.Serialization;
using ImageGen.Core.Models;

namespace ImageGen.Core.Api.Estimates;

/// <summary>What a storyboard would take, before it is started.</summary>
/// <param name="Images">Images that would be generated.</param>
/// <param name="Existing">Images that are there and would be kept.</param>
/// <param name="CostUsd">US dollars, by the price catalogue, if every call succeeds at once.</param>
/// <param name="Seconds">The least time that the limits of the keys, learned ones included, allow; null: some style has no key.</param>
/// <param name="PerStyle">The same for each style; styles are generated at the same time.</param>
public sealed record Estimate(
    int Images,
    int Existing,
    decimal CostUsd,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Seconds,
    ImmutableArray<StyleEstimate> PerStyle)
{
    /// <summary>
    /// What a person should know before it is started, though nothing is wrong, in sentences: a deprecated model, missing style
    /// references, references that do not fit, existing images made otherwise, learned limits.
    /// </summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>
    /// Of <see cref="Existing"/>, images that are kept because they are approved and would be generated again otherwise; left out when it
    /// is 0.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ApprovedKept { get; init; }

    /// <summary>Where the images go; null: not known here.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>What becomes of its references; null: it declares none.</summary>
    public ReferenceEstimate? References { get; init; }
}

/// <summary>What one style would take.</summary>
/// <param name="Style">The style.</param>
/// <param name="Images">Images that would be generated.</param>
/// <param name="Existing">Images that are there and would be kept.</param>
/// <param name="Keys">API keys that it has.</param>
/// <param name="CostUsd">US dollars, by the price catalogue, if every call succeeds at once.</param>
/// <param name="Seconds">The least time that the limits of the keys, learned ones included, allow; null: it has no key.</param>
public sealed record StyleEstimate(
    string Style,
    int Images,
    int Existing,
    int Keys,
    decimal CostUsd,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double? Seconds)
{
    /// <summary>
    /// The quota projects that serve fewer requests per window than is configured, as the service's refusals teach; the seconds allow for
    /// it. Null: none, or the host does not know.
    /// </summary>
    public ImmutableArray<ProjectLimit>? LearnedLimits { get; init; }
}
