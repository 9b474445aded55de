namespace ImageGen.Simulator.Log;

/// <summary>One free look-up of a model or of the list of models. Never a key's value.</summary>
/// <param name="At">When it came.</param>
/// <param name="KeyId">The key's id; <c>none</c> or <c>unknown</c> for keys that the stand-in does not know.</param>
/// <param name="Project">The key's project; empty when there is none.</param>
/// <param name="Model">The model that was asked for; null: the list.</param>
/// <param name="Status">The HTTP status of the answer.</param>
public sealed record LookupRecord(DateTimeOffset At, string KeyId, string Project, string? Model, int Status);
