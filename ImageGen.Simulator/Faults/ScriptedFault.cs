using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Faults;

/// <summary>A fault by plan: the calls that it applies to, how many of them pass first, and how many it then strikes.</summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="When">Which calls it applies to. Called under a lock: quick, and without calls back.</param>
/// <param name="Times">How many calls it strikes, 1 or more; <see cref="int.MaxValue"/>: all. Default 1.</param>
/// <param name="After">How many calls that it applies to pass first. Default 0.</param>
public sealed record ScriptedFault(SimulatedFault Fault, Func<SimulatorRequest, bool> When, int Times = 1, int After = 0)
{
    /// <summary>True when it can only be recognised through <see cref="SimulatorOptions.Describe"/>.</summary>
    public bool NeedsLabels { get; init; }

    /// <summary>
    /// For the beat <paramref name="beat"/> (<c>1.3</c> in every style, or <c>clear/1.3</c>), known through
    /// <see cref="SimulatorOptions.Describe"/>.
    /// </summary>
    public static ScriptedFault ForBeat(string beat, SimulatedFault fault, int times = 1, int after = 0) =>
        new(fault, r => r.Label?.Matches(beat) is true, times, after) { NeedsLabels = true };

    /// <summary>For the call number <paramref name="sequence"/>, counted from 1 over all calls.</summary>
    public static ScriptedFault ForCall(long sequence, SimulatedFault fault) => new(fault, r => r.Sequence == sequence);

    /// <summary>For calls with the key whose id is <paramref name="keyId"/>.</summary>
    public static ScriptedFault ForKey(string keyId, SimulatedFault fault, int times = int.MaxValue, int after = 0) =>
        new(fault, r => r.KeyId == keyId, times, after);

    /// <summary>For calls with the keys of the project <paramref name="project"/>.</summary>
    public static ScriptedFault ForProject(string project, SimulatedFault fault, int times = int.MaxValue, int after = 0) =>
        new(fault, r => r.Project == project, times, after);

    /// <summary>For any call.</summary>
    public static ScriptedFault ForAny(SimulatedFault fault, int times = 1, int after = 0) => new(fault, _ => true, times, after);
}
