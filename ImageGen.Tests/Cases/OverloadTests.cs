using System.Text.RegularExpressions;

namespace ImageGen.Tests.Cases;

/// <summary>Cases 09 and 11: an overload costs no beat a try, and one project's overload costs the others nothing.</summary>
public sealed class OverloadTests
{
    [Theory]
    [InlineData(62, 503)]
    [InlineData(62, 500)]
    [InlineData(62, 502)]
    [InlineData(1800, 503)]
    public void Overload_OfEverything_WaitsAndGeneratesAll(int seconds, int status)
    {
        var world = CaseWorld.Start(
            Requests.Clear(30),
            c =>
                c.At < TimeSpan.FromSeconds(seconds)
                    ? Answers.Error(status, "UNAVAILABLE", "Try again later.").In(1)
                    : Answers.Image(c).In(1),
            new CaseSettings { MaxInFlight = 10 });
        world.GoOnFor(TimeSpan.FromSeconds(seconds - 2));

        Assert.False(world.State.HasEnded);
        var waiting = world.Run.Log.OfType<StyleWaiting>().Last(w => w.Reason is not null);
        Assert.Matches(new Regex($"overload|{status}", RegexOptions.IgnoreCase), waiting.Reason);
        Assert.NotNull(waiting.Until);

        world.Finish();
        Assert.Equal((RunStatus.Completed, 30), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.Status == status), 1, seconds < 100 ? 25 : 60);
        Assert.All(world.Beats, b => Assert.Equal(0, b.Failures.Values.Sum()));
    }

    [Theory]
    [InlineData(1, 30, 3)]
    [InlineData(2, 30, 3)]
    [InlineData(1, 120, 10)]
    [InlineData(2, 120, 10)]
    public void Overload_OfOneProject_FewAttemptsGoToIt(int dead, int beats, int share)
    {
        var world = CaseWorld.Start(
            Requests.Clear(beats),
            c => c.IsOfKey(dead) ? Answers.Overloaded() : Answers.Image(c).In(1.5),
            new CaseSettings { MaxInFlight = 6 }).Finish();

        Assert.Equal((RunStatus.Completed, beats), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(world.Calls.Count(c => c.IsOfKey(dead)), 1, world.Calls.Count / share);
        Assert.InRange(world.Run.Clock.GetUtcNow() - world.State.Document.CreatedAt, TimeSpan.Zero, TimeSpan.FromSeconds(beats * 1.5));
    }
}
