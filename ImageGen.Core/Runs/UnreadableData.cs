using ImageGen.Core.Base;

namespace ImageGen.Core.Runs;

/// <summary>Marks a <see cref="UserException"/> about stored data that this version of the program cannot read, now or later.</summary>
/// <param name="Version">The version of the data, where it says so; null: not known.</param>
public sealed record UnreadableData(int? Version);

/// <summary>A run that is stored and cannot be read by this version.</summary>
/// <param name="Id">The run.</param>
/// <param name="Project">Its project.</param>
/// <param name="Reason">Why, and what to do, for people.</param>
/// <param name="Version">The version of its data, where it says so; null: not known.</param>
public sealed record UnreadableRun(string Id, string Project, string Reason, int? Version = null);
