using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>The beats of a run by number: built once per run, shared by all of its clients, never changed.</summary>
internal sealed class RunIndex
{
    private readonly Dictionary<BeatRef, (int Number, Beat Beat)> _beats = [];
    private readonly int[] _totals = new int[ImageStyles.All.Count];

    public RunIndex(RunDocument document)
    {
        Document = document;
        foreach (var style in document.Storyboard.Styles)
        {
            foreach (var beat in style.Beats)
            {
                _beats.TryAdd(new BeatRef(style.Style, beat.Id), (_beats.Count, beat));
            }

            _totals[(int)style.Style] = style.Beats.Length;
        }
    }

    public RunDocument Document { get; }

    public int Count => _beats.Count;

    public IEnumerable<BeatRef> All => _beats.Keys;

    /// <summary>The beat with its number from 0; false when the run does not have it.</summary>
    public bool TryFind(BeatRef beat, out (int Number, Beat Beat) place) => _beats.TryGetValue(beat, out place);

    public int Total(ImageStyle style) => _totals[(int)style];

    public ImageName Name(BeatRef beat, ShotId shot) => new(Document.Storyboard.Project, beat.Style, shot, beat.Beat);
}
