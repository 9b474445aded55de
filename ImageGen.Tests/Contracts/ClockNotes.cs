namespace ImageGen.Tests.Contracts;

/// <summary>What a workflow read from its clock.</summary>
/// <param name="Readings">In the order in which they should be.</param>
public sealed record ClockNotes(ImmutableArray<DateTimeOffset> Readings);
