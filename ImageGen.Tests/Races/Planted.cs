using ImageGen.Local.Engine;

namespace ImageGen.Tests.Races;

/// <summary>Faults that explorations have to find: called in place of the product's own members, see <see cref="Control.Fault"/>.</summary>
internal static class Planted
{
    /// <summary>For <see cref="RunState.Resumes"/>: it is forgotten that a person has resumed the run since the disk failed.</summary>
    public static int NoResumes(RunState state)
    {
        _ = state;
        return 0;
    }

    /// <summary>For <see cref="WorkflowEnd.HasUntakenControl"/>: a wake that comes while the root ends is forgotten.</summary>
    public static bool NothingUntaken(ref WorkflowEnd end)
    {
        _ = end;
        return false;
    }

    /// <summary>For the signal to a root at work: it is taken for one that has ended, as when another start came between.</summary>
    public static bool NotSignalled(WorkflowEngine engine, string id, string name, object payload)
    {
        _ = (engine, id, name, payload);
        return false;
    }
}
