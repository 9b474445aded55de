using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>
/// A walk along the images of a run, in the order of styles and storyboard: a client that reads slowly holds a position and no listing.
/// </summary>
/// <remarks>Belongs to one request.</remarks>
public sealed class ImagePages
{
    private readonly Storyboard _storyboard;
    private readonly SharedListings _listings;
    private readonly ReferenceMarks? _marks;
    private IReadOnlyDictionary<BeatId, StoredImage>? _listing;
    private int _style;
    private int _beat;

    internal ImagePages(Storyboard storyboard, SharedListings listings, ReferenceMarks? marks) =>
        (_storyboard, _listings, _marks) = (storyboard, listings, marks);

    /// <summary>
    /// Continues behind an image, named by style and beat as <c>clear/1.1</c>; false: the run has no such beat.
    /// </summary>
    public bool TrySkipTo(string after)
    {
        ArgumentNullException.ThrowIfNull(after);
        if (after.Split('/') is not [var style, var beat]
            || !ImageStyles.TryParse(style, out var imageStyle)
            || !BeatId.TryParse(beat, out var id))
        {
            return false;
        }

        for (var s = 0; s < _storyboard.Styles.Length; s++)
        {
            var beats = _storyboard.Styles[s].Beats;
            for (var b = 0; b < beats.Length; b++)
            {
                if (_storyboard.Styles[s].Style == imageStyle && beats[b].Id == id)
                {
                    (_style, _beat, _listing) = (s, b + 1, null);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The next images, at most <paramref name="max"/>; empty: there are no more.</summary>
    public async Task<ImmutableArray<FoundImage>> NextAsync(int max, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<FoundImage>();
        for (; _style < _storyboard.Styles.Length; (_style, _beat, _listing) = (_style + 1, 0, null))
        {
            var (style, beats) = (_storyboard.Styles[_style].Style, _storyboard.Styles[_style].Beats);
            while (_beat < beats.Length)
            {
                if (found.Count == max)
                {
                    return found.ToImmutable();
                }

                _listing ??= await _listings.ListAsync(_storyboard.Project, style, cancellationToken);
                var beat = beats[_beat++];
                if (_listing.TryGetValue(beat.Id, out var image))
                {
                    var name = new ImageName(_storyboard.Project, style, beat.Shot, beat.Id);
                    found.Add(new FoundImage(name, image, beat, _marks?.Changed(style, beat, image.Provenance)));
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Lets go of the listing, as while a client does not read; it is made again when the walk continues.</summary>
    public void Forget() => _listing = null;
}

/// <summary>An image of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">What is stored.</param>
/// <param name="Beat">Its beat.</param>
/// <param name="ChangedReferences">The references that have changed since it was generated; null: none.</param>
public sealed record FoundImage(ImageName Name, StoredImage Image, Beat Beat, ImmutableArray<string>? ChangedReferences = null);
