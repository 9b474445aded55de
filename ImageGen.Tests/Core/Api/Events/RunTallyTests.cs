using System.Reflection;
using System.Text.Json.Serialization;
using ImageGen.Core.Api.Events;

namespace ImageGen.Tests.Core.Api.Events;

public sealed class RunTallyTests
{
    [Fact]
    public void Logs_GeneratedForTheseTests_HoldEveryKindOfEvent()
    {
        var kinds = typeof(RunEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType);
        var run = new StoryboardBuilder().BuildRun();

        // RunStopped has no part in what is told here; add every other kind to the generated logs.
        Assert.Equal(
            kinds.Where(k => k != typeof(RunStopped)).Select(k => k.Name).Order(),
            SampleRunLogs.Random(run, 1, 2_000).Select(e => e.GetType().Name).Distinct().Order());
    }

    [Fact]
    public void Apply_AnyLog_AgreesWithTheWholeStateAtEveryEvent()
    {
        var run = new StoryboardBuilder().Shots(2, 3).BuildRun();
        var index = new RunIndex(run);
        for (var seed = 1; seed <= 200; seed++)
        {
            var (state, tally, position) = (new RunState(run), new RunTally(index), 0L);
            foreach (var e in SampleRunLogs.Random(run, seed, 120))
            {
                state.Apply(new LoggedEvent(new LogPosition(++position), e));
                tally.Apply(e);

                var where = $"seed {seed}, event {position}: {e}";
                Assert.True(state.Status == tally.Status, $"{where}: {state.Status}, not {tally.Status}");
                Assert.True(state.HasEnded == tally.HasEnded, where);
                Assert.All(ImageStyles.All, s => Assert.True(state.Find(s)!.Completed == tally.Completed(s), $"{where}: {s}"));
            }
        }
    }
}
