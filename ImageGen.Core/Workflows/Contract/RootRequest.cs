namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that plans a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MayEnd">True when no style of it is at work, so that it has ended when there is nothing left to do.</param>
public sealed record RootRequest(string RunId, bool MayEnd);
