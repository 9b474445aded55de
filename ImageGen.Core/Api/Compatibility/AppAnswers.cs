using System.Text.Json.Serialization;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Models;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>An answer without content: success or not.</summary>
/// <param name="Success">Whether it did.</param>
/// <param name="Message">What was done; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record AppAnswer(bool Success, string? Message = null, string? Error = null);

/// <summary>How far each style is: <c>get-generation-progress</c>.</summary>
/// <param name="Progress">By style.</param>
/// <param name="Success">Always true.</param>
public sealed record AppProgressAnswer(ImmutableSortedDictionary<string, AppStyleProgress> Progress, bool Success = true);

/// <summary>How far a style is, as <c>image_progress_{style}.json</c> has it.</summary>
/// <param name="CompletedBeats">Beats whose image is there, as the storyboard spells them.</param>
/// <param name="LastUpdated">When the last one came; null: none is there.</param>
public sealed record AppStyleProgress(
    ImmutableArray<string> CompletedBeats, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? LastUpdated);

/// <summary>The images of a project: <c>get-generated-images</c>.</summary>
/// <param name="Images">By style and beat, each beat in every spelling; paths within the project.</param>
/// <param name="Success">Always true.</param>
public sealed record AppImagesAnswer(
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Images, bool Success = true);

/// <summary>The images that a person selected: <c>get-image-selections</c>.</summary>
/// <param name="Selections">By beat, as <c>image_selections.json</c> has them.</param>
/// <param name="Success">Always true.</param>
public sealed record AppSelectionsAnswer(System.Text.Json.Nodes.JsonObject Selections, bool Success = true);

/// <summary>Whether the API keys work: <c>test-api-keys</c>. No image is generated for it.</summary>
/// <param name="Success">Whether every key works.</param>
/// <param name="Message">That they do; null when one does not.</param>
/// <param name="HasImage">Always false: the check is free.</param>
/// <param name="Response">What was checked.</param>
/// <param name="Error">What is wrong; null: nothing.</param>
/// <param name="Details">The same of each key.</param>
public sealed record AppKeyTest(bool Success, string? Message, bool HasImage, string Response, string? Error, string Details)
{
    /// <summary>The report as the page expects it.</summary>
    public static AppKeyTest Of(CheckReport report)
    {
        ImmutableArray<string> bad =
        [
            .. report.Keys.Where(k => k.Status is not KeyStatus.Works).Select(k => $"{k.Style}: {k.Reason ?? k.Status.ToString()}"),
        ];
        var problems = !bad.IsEmpty ? bad : report.IsFine ? [] : report.Problems;
        var isFine = problems.IsEmpty;
        return new AppKeyTest(
            isFine,
            isFine ? "API keys work." : null,
            HasImage: false,
            $"{report.Keys.Length} keys were checked with {report.Model}; no image was generated, so it cost nothing.",
            isFine ? null : string.Join(' ', problems),
            string.Join("; ", report.Keys.Select(k => $"{k.Style} {k.Key}: {k.Status}")));
    }
}
