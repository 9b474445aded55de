using ImageGen.Local.Configuration;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Host;

/// <summary>What an engine is opened with.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Configuration">Where the settings came from; keys may change in it.</param>
/// <param name="Options">The settings.</param>
/// <param name="Command">The command, for the process that finds the data folder in use.</param>
/// <param name="StyleReference">A style reference that a person named; null: the project's own.</param>
/// <param name="Seed">Of the simulator, where it answers.</param>
/// <param name="RestoresRuns">
/// True for a host that continues every unfinished run, as the settings say; false for one that works on one run only.
/// </param>
internal sealed record HostRequest(
    DataFolder Data,
    IConfiguration Configuration,
    ImageGenOptions Options,
    string Command,
    string? StyleReference = null,
    ulong Seed = 1,
    bool RestoresRuns = false);
