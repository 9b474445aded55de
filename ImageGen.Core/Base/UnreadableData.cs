namespace ImageGen.Core.Base;

/// <summary>Marks a <see cref="UserException"/> about stored data that this version of the program cannot read, now or later.</summary>
/// <param name="Version">The version of the data; null: not known.</param>
public sealed record UnreadableData(int? Version);
