using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ImageGen.Core.Models;

/// <summary>The request limit of one quota project.</summary>
/// <param name="Project">Its name; of a key without project the key's id.</param>
/// <param name="Configured">Requests per window by the settings.</param>
/// <param name="Learned">Requests per window as the service's refusals teach; null: nothing was learned.</param>
/// <param name="WindowSeconds">The window's length; null: one minute.</param>
public sealed record ProjectLimit(
    string Project,
    [property: Range(1, int.MaxValue)] int Configured,
    [property: Range(1, int.MaxValue)] int? Learned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? WindowSeconds = null)
{
    /// <summary>
    /// Such as "learned limit 4 of 10 requests per minute for project my-project"; without a learned limit "limit 10 requests ...".
    /// </summary>
    public string Describe()
    {
        var limit = Learned is { } learned
            ? FormattableString.Invariant($"learned limit {learned} of {Configured}")
            : FormattableString.Invariant($"limit {Configured}");
        var window = WindowSeconds is { } seconds ? FormattableString.Invariant($"{seconds:0.###} s") : "minute";
        return $"{limit} requests per {window} for project {Project}";
    }

    /// <summary><see cref="WindowSeconds"/> of a window.</summary>
    public static double? SecondsOf(TimeSpan window) => window == TimeSpan.FromMinutes(1) ? null : window.TotalSeconds;
}
