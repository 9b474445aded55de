using System.Runtime.CompilerServices;
using ImageGen.Tests.Core.Workflows.Golden;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>
/// Histories that earlier workflows left behind, run again by today's: a run that is in flight while a new version is deployed continues
/// only if these pass. Those of a revision after the first have its name at their end. When a change of the workflows is meant, and runs
/// in flight may be lost, <c>IMAGEGEN_RECORD_GOLDEN=1</c> records those of the current one again.
/// </summary>
public sealed class GoldenHistoryTests
{
    private const string Remedy =
        "Runs that are in flight would not survive this change. If that is meant, record the current revision again and check it in:\n"
        + "IMAGEGEN_RECORD_GOLDEN=1 dotnet test ImageGen.Tests --filter GoldenHistoryTests";

    /// <summary>Only these are recorded: nothing makes histories of an earlier revision any more.</summary>
    private const string CurrentRevision = ".fifth";

    private static bool IsRecording => Environment.GetEnvironmentVariable("IMAGEGEN_RECORD_GOLDEN") == "1";

    [Theory]
    [InlineData("faults")]
    [InlineData("pause-and-resume")]
    [InlineData("retry-after-the-end")]
    [InlineData("continue-as-new")]
    [InlineData("faults.fourth")]
    [InlineData("continue-as-new.fourth")]
    [InlineData("cloud.fourth")]
    [InlineData("cloud.fifth")]
    public void GoldenHistory_TodaysWorkflows_AskForTheSame(string name)
    {
        if (IsRecording && name.EndsWith(CurrentRevision, StringComparison.Ordinal))
        {
            File.WriteAllText(PathOf(name), GoldenRuns.Record(name));
        }

        var histories = GoldenRuns.Read(File.ReadAllText(PathOf(name)));
        Assert.True(histories.Count >= 2, $"{PathOf(name)} is not whole.");
        foreach (var history in histories)
        {
            try
            {
                Replayer.ReplayAllPrefixes(RunWorld.WorkflowsWith(GoldenRuns.LimitsOf(name)), history);
            }
            catch (Exception e) when (e is NonDeterminismException or ContractBrokenException)
            {
                Assert.Fail($"Golden/{name}.jsonl: {e.Message}\n{Remedy}");
            }
        }
    }

    [Fact]
    public void GoldenHistory_OneCommandChanged_IsCaught()
    {
        var history = GoldenRuns.Read(File.ReadAllText(PathOf("faults")))[0];
        var at = history.Entries.Select((e, i) => (e, i)).First(x => x.e.Kind is EntryKind.CallActivity).i;
        List<HistoryEntry> changed = [.. history.Entries];
        changed[at] = changed[at] with { Name = "Other" };

        var e = Assert.Throws<NonDeterminismException>(
            () => Replayer.ReplayAllPrefixes(RunWorld.WorkflowsWith(GoldenRuns.LimitsOf("faults")), history with { Entries = changed }));

        Assert.Equal(at, e.Position);
    }

    [Fact]
    public void Record_Twice_SameText() => Assert.Equal(GoldenRuns.Record("pause-and-resume"), GoldenRuns.Record("pause-and-resume"));

    private static string PathOf(string name) => Path.Combine(
        IsRecording ? Path.Combine(Path.GetDirectoryName(ThisFile())!, "Golden")
            : Path.Combine(AppContext.BaseDirectory, "Core", "Workflows", "Golden"),
        $"{name}.jsonl");

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
