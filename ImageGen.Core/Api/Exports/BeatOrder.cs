using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>One order of beats for several styles, whose beats need not be the same.</summary>
internal static class BeatOrder
{
    /// <summary>
    /// The beats of all styles, those with one number together: in the order of the first style, with a beat that it lacks behind the
    /// beat that comes before it in its own style.
    /// </summary>
    public static ImmutableArray<ImmutableArray<Beat>> Merge(IReadOnlyList<StyleBeats> styles)
    {
        var order = new LinkedList<List<Beat>>();
        var places = new Dictionary<BeatId, LinkedListNode<List<Beat>>>();
        foreach (var style in styles)
        {
            LinkedListNode<List<Beat>>? last = null;
            foreach (var beat in style.Beats)
            {
                if (places.TryGetValue(beat.Id, out var place))
                {
                    place.Value.Add(beat);
                    last = place;
                }
                else
                {
                    last = last is null ? order.AddFirst([beat]) : order.AddAfter(last, [beat]);
                    places.Add(beat.Id, last);
                }
            }
        }

        return [.. order.Select(same => same.ToImmutableArray())];
    }
}
