using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>Each beat as the request spells it: the storyboard app's rows are keyed by that.</summary>
public sealed class AppLabels
{
    private readonly Dictionary<(ImageStyle, BeatId), string> _labels = [];

    /// <summary>The spellings of a storyboard.</summary>
    public AppLabels(Storyboard storyboard)
    {
        foreach (var style in storyboard.Styles)
        {
            foreach (var beat in style.Beats.Where(b => b.Label is not null))
            {
                _labels[(style.Style, beat.Id)] = beat.Label!;
            }
        }
    }

    private AppLabels()
    {
    }

    /// <summary>No spelling is known: the normal form is shown.</summary>
    public static AppLabels None { get; } = new();

    /// <summary>The spelling of a beat.</summary>
    public string Of(ImageStyle style, BeatId beat) => _labels.GetValueOrDefault((style, beat), beat.Value);

    /// <summary>Whether two storyboards ask for the same images, however they spell their beats and whatever their options are.</summary>
    public static bool IsSame(Storyboard one, Storyboard other) =>
        one.Styles.Length == other.Styles.Length
        && one.WithoutLabels().Styles.Zip(other.WithoutLabels().Styles).All(
            pair => pair.First.Style == pair.Second.Style && pair.First.Beats.SequenceEqual(pair.Second.Beats));
}
