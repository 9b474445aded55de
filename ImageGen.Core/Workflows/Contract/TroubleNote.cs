namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that pauses a run for trouble that a workflow ran into.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">For people.</param>
/// <param name="Resumes">How often the run had been resumed when the trouble arose; null: not known, later ones are ignored.</param>
public sealed record TroubleNote(string RunId, string Reason, int? Resumes = null);
