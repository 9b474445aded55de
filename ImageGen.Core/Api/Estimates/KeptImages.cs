using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Estimates;

/// <summary>Approved images that a storyboard would generate again, and that are kept because no one has confirmed that.</summary>
internal sealed class KeptImages(RunOptions options, IEnumerable<CarriedReview> reviews)
{
    private readonly Dictionary<BeatRef, string?> _approved =
        reviews.Where(r => r.Approved).ToDictionary(r => new BeatRef(r.Style, r.Beat), r => r.ETag);

    private readonly List<BeatRef> _kept = [];
    private decimal _costUsd;

    /// <summary>How many images are kept that would be generated again otherwise.</summary>
    public int Count => _kept.Count;

    /// <summary>True when <paramref name="image"/> is the one that was approved, and is kept.</summary>
    public bool Keeps(ImageStyle style, Beat beat, StoredImage image) =>
        !options.IncludeApproved && _approved.TryGetValue(new BeatRef(style, beat.Id), out var etag) && etag == image.ETag;

    /// <summary>Takes an image that is kept, with what it would cost to generate it again; null: no one asks for that.</summary>
    public void Add(ImageStyle style, Beat beat, decimal? costUsd)
    {
        if (costUsd is { } usd)
        {
            _kept.Add(new BeatRef(style, beat.Id));
            _costUsd += usd;
        }
    }

    /// <summary>What a person should know of them: one sentence, or none.</summary>
    public IEnumerable<string> Sentences()
    {
        if (_kept.Count > 0)
        {
            var isOne = _kept.Count == 1;
            var cost = _costUsd > 0 ? FormattableString.Invariant($"costs ${_costUsd:0.00##} and ") : string.Empty;
            yield return FormattableString.Invariant(
                    $"{_kept.Count} approved {(isOne ? "image is" : "images are")} kept ({ApprovedImages.Names(_kept)}). ")
                + $"Regenerating {(isOne ? "it" : "them")}, too, {cost}has to be confirmed (options.includeApproved).";
        }
    }
}
