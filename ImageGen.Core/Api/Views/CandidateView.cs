using System.Text.Json.Serialization;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>One of the images of a beat to choose from.</summary>
/// <param name="N">Its number, counted from 1: what <c>choose</c> takes.</param>
/// <param name="Uri">Where to get it, relative to the host; stays the same when another one is chosen.</param>
/// <param name="Etag">Of its bytes, without quotes.</param>
/// <param name="Chosen">True for the one that stands in the layout, or will as soon as it is put there.</param>
public sealed record CandidateView(
    int N, string Uri, string Etag, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Chosen)
{
    /// <summary>The candidates of a beat; null: its run asks for one image of it, or there is none yet.</summary>
    internal static ImmutableArray<CandidateView>? Of(BeatRecord beat, ProjectName project)
    {
        var all = beat.Candidates;
        if (all.Stored.IsEmpty)
        {
            return null;
        }

        var name = new ImageName(project, beat.Style, beat.Beat.Shot, beat.Beat.Id);
        return
        [
            .. all.Stored.Index().Where(c => !c.Item.IsLost).Select(c => new CandidateView(
                c.Index + 1, ImageUris.OfCandidate(name, c.Item.ETag), c.Item.ETag, all.Chosen == c.Index + 1)),
        ];
    }
}
