using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Core.Workflows.Golden;

/// <summary>
/// The runs whose histories are checked in, and how histories are written: a line for each instance, then a line for each entry.
/// </summary>
internal static class GoldenRuns
{
    private static readonly StyleLimits Limits = new(Window: 4, LongestExecution: 8);

    // With what only the cloud's styles do.
    private static readonly StyleLimits CloudLimits = Limits with
    {
        LongestExecution = 20,
        Following = 3,
        MayRunTwice = true,
        Slack = TimeSpan.FromSeconds(3),
    };

    public static StyleLimits LimitsOf(string name) => name.StartsWith("cloud.", StringComparison.Ordinal) ? CloudLimits : Limits;

    /// <summary>Runs it again, with the workflows' current revision; the same text each time.</summary>
    public static string Record(string name)
    {
        var world = new RunWorld(new WorldOptions(7)
        {
            Limits = LimitsOf(name),
            Faults = new FaultShares(
                [(FailureKind.RateLimitedPerMinute, 0.1), (FailureKind.Transient, 0.1), (FailureKind.NoImage, 0.1)], 4),
            Engine = new ReplayOptions
            {
                KeepsHistories = true,
                Keys = LimitsOf(name) == CloudLimits
                    ? new KeyPoolOptions { Requests = 6, MaxInFlightInAll = 2, Lookahead = TimeSpan.FromSeconds(5) }
                    : new KeyPoolOptions(),
            },
        });
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent);
        switch (name.Split('.')[0])
        {
            case "faults":
                Play(world, storyboard.Shots(2, 2));
                break;
            case "pause-and-resume":
                world.After(4, () => RunWorld.Now(world.Service.PauseAsync(world.RunId, "Lunch.", default)));
                world.After(90, () => RunWorld.Now(world.Service.ResumeAsync(world.RunId, null, default)));
                Play(world, storyboard.Shots(2, 2));
                break;
            case "retry-after-the-end":
                world.Model.Answers = (beat, n, _) =>
                    beat == "1.2, clear" && n == 1 ? VirtualTimeModel.No(FailureKind.ContentBlocked) : null;
                Play(world, storyboard.Shots(1, 3));
                RunWorld.Now(world.Service.RequestAsync(world.RunId, BeatRequestKind.Retry, [], default));
                world.Finish();
                break;
            case "cloud":
                foreach (var second in (int[])[3, 58, 80, 118])
                {
                    world.After(second, () => RunWorld.Now(world.Service.PauseAsync(world.RunId, "Lunch.", default)));
                    world.After(second + 20, () => RunWorld.Now(world.Service.ResumeAsync(world.RunId, null, default)));
                }

                Play(world, storyboard.Shots(20, 1));
                break;
            case "continue-as-new":
                Play(world, storyboard.Styles(ImageStyle.Clear).Shots(4, 4));
                break;
            default:
                throw new ArgumentException($"There is no golden run '{name}'.", nameof(name));
        }

        return Write(world.Engine.Histories);
    }

    public static List<History> Read(string text)
    {
        var histories = new List<History>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("workflow", out var workflow))
            {
                histories.Add(
                    new History(workflow.GetString()!, json.RootElement.GetProperty("instance").GetString()!, new List<HistoryEntry>()));
            }
            else
            {
                ((List<HistoryEntry>)histories[^1].Entries).Add(HistoryEntry.Read(json.RootElement));
            }
        }

        return histories;
    }

    private static string Write(IEnumerable<History> histories)
    {
        var text = new StringBuilder();
        foreach (var history in histories)
        {
            text.Append(JsonSerializer.Serialize(new { workflow = history.Workflow, instance = history.InstanceId })).Append('\n');
            foreach (var entry in history.Entries)
            {
                text.Append(entry.Write()).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Play(RunWorld world, StoryboardBuilder storyboard)
    {
        world.Start(storyboard.Build());
        world.Finish();
        Assert.Empty(RunInvariants.Broken(world));
    }
}
