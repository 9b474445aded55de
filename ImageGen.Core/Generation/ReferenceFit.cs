using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Which of the references that a beat shows go into its request, and which its model does not take. Pure.</summary>
/// <param name="Sent">Those that are sent, in their order.</param>
/// <param name="LeftOut">Those that are not, each with the reason.</param>
public sealed record ReferenceFit(ImmutableArray<StoryboardReference> Sent, ImmutableArray<LeftOutReference> LeftOut)
{
    /// <summary>No references are shown.</summary>
    public static ReferenceFit None { get; } = new([], []);

    /// <summary>True when the beat shows none.</summary>
    public bool IsNone => Sent.IsEmpty && LeftOut.IsEmpty;

    /// <summary>
    /// Fits what <paramref name="beat"/> shows into <paramref name="limits"/>. The image that its transition brings comes first, because
    /// the beat is generated from it: the style reference of a hard cut, and of a continuous beat the previous frame, for which room is
    /// kept even while it is not there.
    /// </summary>
    /// <param name="shown">What beats show.</param>
    /// <param name="style">The style.</param>
    /// <param name="beat">The beat.</param>
    /// <param name="model">The model's id, for the reasons.</param>
    /// <param name="limits">How many images it takes.</param>
    /// <param name="hasStyleReference">Whether a hard cut has a style reference.</param>
    public static ReferenceFit Of(
        ShownReferences shown, ImageStyle style, Beat beat, string model, ReferenceLimits limits, bool hasStyleReference)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(beat);
        ArgumentNullException.ThrowIfNull(limits);
        if (shown.AreNone)
        {
            return None;
        }

        var slots = new Slots(limits);
        if (beat.Kind is TransitionKind.Continuous)
        {
            slots.Take(ReferenceKind.Object);
        }
        else if (beat.Kind is TransitionKind.HardCut && hasStyleReference)
        {
            slots.Take(ReferenceKind.Style);
        }

        var sent = ImmutableArray.CreateBuilder<StoryboardReference>();
        var leftOut = ImmutableArray.CreateBuilder<LeftOutReference>();
        foreach (var reference in shown.Of(style, beat))
        {
            if (slots.Take(reference.Kind) is { } full)
            {
                leftOut.Add(new LeftOutReference(reference, $"{model} takes {full}"));
            }
            else
            {
                sent.Add(reference);
            }
        }

        leftOut.AddRange(shown.OfOtherStyles(style, beat).Select(r => new LeftOutReference(
            r, $"it is only for {string.Join(" and ", (r.Styles ?? []).Select(s => s.Name()))}")));
        return new ReferenceFit(sent.ToImmutable(), leftOut.ToImmutable());
    }

    private sealed class Slots(ReferenceLimits limits)
    {
        private readonly Dictionary<ReferenceKind, int> _taken = [];
        private int _total;

        /// <summary>Takes a slot; or says how many there are of what has none left.</summary>
        public string? Take(ReferenceKind kind)
        {
            var slot = kind is ReferenceKind.Location || (kind is ReferenceKind.Style && limits.Styles == 0) ? ReferenceKind.Object : kind;
            var (most, name) = slot switch
            {
                ReferenceKind.Character => (limits.Characters, "character"),
                ReferenceKind.Style => (limits.Styles, "style reference"),
                _ => (limits.Objects, "object"),
            };
            if (_total >= limits.Total)
            {
                return Count(limits.Total, "reference image") + " in all, the beat's style reference or previous frame among them";
            }

            if (_taken.GetValueOrDefault(slot) >= most)
            {
                return Count(most, name) + (
                    slot is ReferenceKind.Object ? ", and whatever is neither character nor style counts as one" : "");
            }

            _taken[slot] = _taken.GetValueOrDefault(slot) + 1;
            _total++;
            return null;
        }

        private static string Count(int count, string name) =>
            string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}");
    }
}

/// <summary>A reference that a beat shows and that is not sent.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Why">The reason, to follow a colon.</param>
public sealed record LeftOutReference(StoryboardReference Reference, string Why);
