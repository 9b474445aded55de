namespace ImageGen.Core.Storyboards;

/// <summary>What reading a request gave: a storyboard, or everything that is wrong with the request. Nothing else.</summary>
public abstract record StoryboardReadResult
{
    private StoryboardReadResult()
    {
    }

    /// <summary>The request is without fault.</summary>
    /// <param name="Storyboard">What it asks for.</param>
    public sealed record Accepted(Storyboard Storyboard) : StoryboardReadResult
    {
        /// <summary>What was understood though it is not written as the format has it, one sentence each.</summary>
        public ImmutableArray<string> Notes { get; init; } = [];

        /// <inheritdoc/>
        public bool Equals(Accepted? other) => other is not null && Storyboard == other.Storyboard && Notes.SequenceEqual(other.Notes);

        /// <inheritdoc/>
        public override int GetHashCode() => Storyboard.GetHashCode();
    }

    /// <summary>The request cannot be taken as it is.</summary>
    /// <param name="Faults">
    /// Every fault, one at least, in the order of the request; at most <see cref="StoryboardLimits.MaxFaults"/> and one that counts the
    /// rest.
    /// </param>
    public sealed record Refused(ImmutableArray<Fault> Faults) : StoryboardReadResult;
}
