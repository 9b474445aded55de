namespace ImageGen.Tests.Core.Generation;

/// <summary>Where in an attempt a process may die.</summary>
public enum CrashPoint
{
    AttemptLogged,
    Called,
    Saving,
    Saved,
    Completing,
    Completed,
}
