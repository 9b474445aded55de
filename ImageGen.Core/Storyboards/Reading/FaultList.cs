namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Collects faults, of which those beyond the limit are only counted, and notes on what was understood all the same.</summary>
internal sealed class FaultList(int max)
{
    private readonly ImmutableArray<Fault>.Builder _faults = ImmutableArray.CreateBuilder<Fault>();

    private readonly List<string> _notes = [];

    public int Count { get; private set; }

    public ImmutableArray<string> Notes => [.. _notes];

    /// <summary>Adds a sentence, once.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence))
        {
            _notes.Add(sentence);
        }
    }

    public void Add(JsonPlace place, string problem, string remedy)
    {
        Count++;
        if (_faults.Count < max)
        {
            _faults.Add(new Fault(place.ToString(), problem, remedy));
        }
    }

    public ImmutableArray<Fault> ToImmutable()
    {
        var left = Count - _faults.Count;
        return left == 0
            ? _faults.ToImmutable()
            : [.. _faults, new Fault(
                JsonPlace.Root.ToString(), $"{left} more fault{(left == 1 ? " is" : "s are")} not listed.", "Fix those above first.")];
    }
}
