using System.Text.Json.Serialization;
using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>How a call on a reservation ended.</summary>
/// <param name="Reservation">The reservation's id.</param>
/// <param name="StartedAt">When the request left, by the caller's clock.</param>
/// <param name="CostUsd">What it cost, 0 or more.</param>
/// <param name="Failure">
/// Null: an image, or a failure that says nothing of the key. Else the class that the key, its project, or the service as a whole
/// answers for.
/// </param>
/// <param name="RetryAfter">How long the service asked to wait.</param>
/// <param name="Detail">
/// Of an outage the service's code, such as <c>503</c>; of a refused project or account the reason for people; null: none.
/// </param>
/// <param name="Model">The model that was asked; null: not told.</param>
public sealed record AttemptReport(
    string Reservation,
    DateTimeOffset StartedAt,
    decimal CostUsd,
    FailureKind? Failure = null,
    TimeSpan? RetryAfter = null,
    string? Detail = null,
    string? Model = null)
{
    /// <summary>
    /// True for an attempt that was dropped while it was under way, whose worker was lost, or of which it is not known whether it was made:
    /// it may have been billed, and says nothing of key, project or service. Default false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsDropped { get; init; }

    /// <summary>Of a reservation on which an attempt may have been made: its slot counts as used.</summary>
    public static AttemptReport Unknown(Reservation reservation)
    {
        ArgumentNullException.ThrowIfNull(reservation);
        return new AttemptReport(reservation.Id, reservation.NotBefore, 0) { IsDropped = true };
    }
}
