namespace ImageGen.Core.Runs;

/// <summary>A run that is stored and cannot be read by this version.</summary>
/// <param name="Id">The run.</param>
/// <param name="Project">Its project.</param>
/// <param name="Reason">Why, and what to do, for people.</param>
/// <param name="Version">The version of its data, where it says so; null: not known.</param>
public sealed record UnreadableRun(string Id, string Project, string Reason, int? Version = null);
