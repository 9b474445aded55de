namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Collects faults; counts, but does not keep, those beyond the limit.</summary>
internal sealed class FaultList(int max)
{
    private readonly ImmutableArray<Fault>.Builder _faults = ImmutableArray.CreateBuilder<Fault>();

    public int Count { get; private set; }

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
            : [.. _faults, new Fault(JsonPlace.Root.ToString(), $"{left} more fault{(left == 1 ? " is" : "s are")} not listed.", "Fix those above first.")];
    }
}
