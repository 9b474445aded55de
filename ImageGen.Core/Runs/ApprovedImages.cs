using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What is refused because it would generate approved images again and no one has confirmed that. Pure.</summary>
internal static class ApprovedImages
{
    private const int MostNames = 5;

    /// <summary>Why beats are not regenerated; null: they are.</summary>
    /// <param name="state">The run.</param>
    /// <param name="beats">The beats that were named; empty: all.</param>
    public static string? RefusesRegenerate(RunState state, ImmutableArray<BeatRef> beats)
    {
        if (beats.IsEmpty)
        {
            return state.Styles.All(s => s.Approved == s.Beats.Length)
                ? "Every image of it is approved. To generate all of them again, send \"includeApproved\": true."
                : null;
        }

        var approved = beats.Where(b => state.Find(b.Style, b.Beat) is { IsApproved: true }).Distinct().ToList();
        return approved.Count == 0 ? null : Sentence(approved) + " To regenerate all the same, send \"includeApproved\": true.";
    }

    /// <summary>
    /// Why a storyboard whose <see cref="RunOptions.Only"/> names approved images is not started; null: it may be started.
    /// </summary>
    public static string? RefusesOnly(Storyboard storyboard, KnownReviews reviews)
    {
        if (storyboard.Options is not { IncludeApproved: false, Only: { } only })
        {
            return null;
        }

        var named = only.Where(reviews.Approved.Contains).Distinct().ToList();
        return named.Count == 0 ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Sentence(named)} Leave {(named.Count == 1 ? "it" : "them")} out of options.only, or confirm with \"includeApproved\": "
                    + $"true in the options.");
    }

    /// <summary>Why a run does not generate images that were approved in a newer run of its project; null: it would not.</summary>
    /// <param name="asked">The beats that it would generate.</param>
    /// <param name="newest">The newest run of the styles in which that is another one.</param>
    /// <param name="approved">The beats whose image is approved there.</param>
    public static string? RefusesOlderRun(
        IEnumerable<BeatRef> asked, Dictionary<ImageStyle, string> newest, IReadOnlySet<BeatRef> approved)
    {
        var kept = asked.Where(b => newest.ContainsKey(b.Style) && approved.Contains(b)).Distinct().ToList();
        return kept.Count == 0 ? null : $"{Sentence(kept)} Run {newest[kept[0].Style]} of the project is newer: ask for it there.";
    }

    /// <summary>Up to five of the beats by name: "illustration 1.1, clear 2.1 and 3 more".</summary>
    public static string Names(IReadOnlyList<BeatRef> beats) =>
        string.Join(", ", beats.Take(MostNames).Select(b => $"{b.Style.Name()} {b.Beat}"))
        + (beats.Count > MostNames ? FormattableString.Invariant($" and {beats.Count - MostNames} more") : string.Empty);

    private static string Sentence(List<BeatRef> beats) => beats.Count == 1
        ? $"The image of beat {Names(beats)} is approved."
        : FormattableString.Invariant($"{beats.Count} of the images are approved: {Names(beats)}.");
}
