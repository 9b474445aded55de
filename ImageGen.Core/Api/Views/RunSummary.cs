using System.Text.Json.Serialization;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Views;

/// <summary>A run in a list.</summary>
/// <param name="Id">The run.</param>
/// <param name="Project">Its project.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Completed">Images that are there.</param>
/// <param name="Total">Images asked for.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="CostUsd">US dollars spent by attempts whose outcome is known.</param>
/// <param name="UnconfirmedUsd">US dollars, by estimate, of attempts that may have been billed.</param>
public sealed record RunSummary(
    string Id,
    string Project,
    RunStatus Status,
    DateTimeOffset CreatedAt,
    int Completed,
    int Total,
    int Failed,
    decimal CostUsd,
    decimal UnconfirmedUsd = 0);

/// <summary>Runs, the newest first.</summary>
/// <param name="Runs">The runs.</param>
public sealed record RunList(ImmutableArray<RunSummary> Runs)
{
    /// <summary>The <c>after</c> of the next page; null: these are the last.</summary>
    public string? Next { get; init; }

    /// <summary>Runs that cannot be read, each with the reason; null: none.</summary>
    public ImmutableArray<UnreadableRun>? Unreadable { get; init; }

    /// <summary>The same in one sentence each. Not part of the API's answers.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Problems => [.. (Unreadable ?? []).Select(run => $"{run.Id}: {run.Reason}")];
}
