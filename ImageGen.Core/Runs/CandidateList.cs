using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <summary>
/// The images of one beat to choose from, according to the log. Empty in a run that asks for one image of the beat. Changed only by
/// <see cref="RunState"/>.
/// </summary>
public sealed class CandidateList
{
    private int _before;

    internal CandidateList(int wanted) => Wanted = wanted;

    /// <summary>How many images the run asks for; 1 or more.</summary>
    public int Wanted { get; }

    /// <summary>Those that are stored, the first one first; candidate n is at n - 1. A regenerated beat has those of before, too.</summary>
    public ImmutableArray<Candidate> Stored { get; private set; } = [];

    /// <summary>The number of the one that a person chose, or that took the place first; 0: none is there.</summary>
    public int Chosen { get; private set; }

    /// <summary>
    /// The number of the one that is in the layout as far as the log knows; not <see cref="Chosen"/> until that is placed.
    /// </summary>
    public int Placed { get; private set; }

    /// <summary>Why no further one is generated; null: none failed for good.</summary>
    public ModelFailure? Failure { get; private set; }

    /// <summary>True when a person or a cancel wants no further ones.</summary>
    public bool IsSkipped { get; private set; }

    /// <summary>How many further ones are to be generated.</summary>
    public int Missing =>
        IsSkipped || Failure is not null ? 0 : Math.Max(0, Wanted - Math.Max(1, Stored.Skip(_before).Count(c => !c.IsLost)));

    /// <summary>The candidate of that number; null: there is none.</summary>
    public Candidate? Find(int number) => number >= 1 && number <= Stored.Length ? Stored[number - 1] : null;

    internal void Add(Candidate candidate)
    {
        if (Wanted > 1 && !Stored.Any(candidate.IsSameAs))
        {
            Stored = Stored.Add(candidate);
        }
    }

    /// <summary>An image took the place in the layout because it was generated or found, and no one had to choose.</summary>
    internal void Take(Candidate candidate)
    {
        if (Wanted > 1)
        {
            var known = Stored.IndexOf(Stored.FirstOrDefault(c => c.ETag == candidate.ETag && !c.IsLost)!);
            Add(candidate);
            Chosen = Placed = known >= 0 ? known + 1 : Stored.Length;
        }
    }

    internal void Choose(int number) => Chosen = Find(number) is null ? Chosen : number;

    internal void Place(int number) => Placed = number;

    /// <summary>An older image took the place in the layout: one of these, or none of them.</summary>
    internal void StandsIn(string etag) =>
        Chosen = Placed = Stored.IndexOf(Stored.FirstOrDefault(c => c.ETag == etag && !c.IsLost)!) + 1;

    /// <summary>The image in the layout is gone.</summary>
    internal void Lose()
    {
        if (Find(Placed) is { } lost)
        {
            Stored = Stored.SetItem(Placed - 1, lost with { IsLost = true });
            (Chosen, Placed) = (0, 0);
        }
    }

    internal void Fail(ModelFailure why) => Failure = why;

    internal void Skip() => IsSkipped = true;

    /// <summary>A person asks for those that failed or were skipped.</summary>
    internal void AskAgain() => (Failure, IsSkipped) = (null, false);

    /// <summary>A person asks for new ones.</summary>
    internal void BeginRound()
    {
        _before = Stored.Length;
        AskAgain();
    }
}

/// <summary>One of the images of a beat to choose from.</summary>
/// <param name="Attempt">The attempt that generated it; null: another run's, or another program stored it.</param>
/// <param name="ETag">Of its bytes.</param>
/// <param name="From">The hash of the image that it was generated from; null: none, or not recorded.</param>
public sealed record Candidate(string? Attempt, string ETag, string? From = null)
{
    /// <summary>True when its image is gone from the store.</summary>
    public bool IsLost { get; init; }

    internal bool IsSameAs(Candidate other) =>
        Attempt is not null && other.Attempt is not null ? Attempt == other.Attempt : ETag == other.ETag && !IsLost && !other.IsLost;
}
