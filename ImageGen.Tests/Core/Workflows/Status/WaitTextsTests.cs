using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Workflows.Status;

public sealed class WaitTextsTests
{
    private const ImageStyle Clear = ImageStyle.Clear;

    [Theory]
    [InlineData(KeyWaitKind.Window, "the request limit of all 2 keys of 'clear'; continues at 14:03:20 UTC")]
    [InlineData(KeyWaitKind.Turn, "its turn: all 2 keys of 'clear' are busy; asks again at 14:03:20 UTC")]
    [InlineData(KeyWaitKind.Cooldown, "Gemini's rate limit: all 2 keys of 'clear' cool until 14:03:20 UTC")]
    [InlineData(KeyWaitKind.Spend, "the spend limit of all 2 keys of 'clear'; continues at 14:03:20 UTC")]
    [InlineData(KeyWaitKind.Day, "tomorrow's quota: all 2 keys of 'clear' are used up for the day; continues at 2026-11-20 14:03 UTC")]
    [InlineData(KeyWaitKind.NoUsableKey, "a usable key for 'clear'")]
    [InlineData(KeyWaitKind.Unreachable, "a connection to Gemini; tries again at 14:03:20 UTC")]
    [InlineData(KeyWaitKind.Overloaded, "Gemini, which is in trouble; tries again at 14:03:20 UTC")]
    public void Of_EachKind_SaysWhatForAndUntilWhen(KeyWaitKind kind, string text) =>
        Assert.Equal(text, WaitTexts.Of(new KeyPoolWait(kind, kind is KeyWaitKind.NoUsableKey ? null : At(200), 2), Clear));

    [Theory]
    [InlineData("503", "Gemini, which is overloaded (503) since 13:58 UTC; tries again at 14:03:20 UTC")]
    [InlineData("UNAVAILABLE", "Gemini, which is overloaded (503) since 13:58 UTC; tries again at 14:03:20 UTC")]
    [InlineData("TIMEOUT", "Gemini, which does not answer in time since 13:58 UTC; tries again at 14:03:20 UTC")]
    [InlineData("INTERNAL", "Gemini, which is in trouble (INTERNAL) since 13:58 UTC; tries again at 14:03:20 UTC")]
    public void Of_Overload_SaysSinceWhenAndWhatTheServiceAnswers(string code, string text) => Assert.Equal(
        text, WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Overloaded, At(200), 2, Since: At(-100), Detail: code), Clear));

    [Fact]
    public void Of_NoCredit_SaysTheRemedyOfTheService() => Assert.Equal(
        "credit since 13:58 UTC; tries again at 14:03:20 UTC, or at once when the run is paused and resumed. Top up.",
        WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Credit, At(200), 2, Since: At(-100), Detail: "Top up."), Clear));

    [Fact]
    public void Of_OneKeyInAnotherZone_SpeaksOfItInUtc() => Assert.Equal(
        "Gemini's rate limit: the only key of 'clear' cools until 14:03:20 UTC",
        WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Cooldown, At(200).ToOffset(TimeSpan.FromHours(5)), 1), Clear));

    [Fact]
    public void Of_OneKeyIsBusy_SpeaksOfOne() => Assert.Equal(
        "its turn: the only key of 'clear' is busy; asks again at 14:03:20 UTC",
        WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Turn, At(200), 1), Clear));

    [Fact]
    public void Of_ReasonIsKnown_IsSaid() => Assert.Equal(
        "a connection to Gemini; tries again at 14:03:20 UTC. No such host.",
        WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Unreachable, At(200), 2), Clear, "No such host."));

    [Theory]
    [InlineData(2, "the request limit of the only working key of 'clear'; continues at 14:03:20 UTC")]
    [InlineData(3, "the request limit of all 2 working keys of 'clear'; continues at 14:03:20 UTC")]
    public void Of_OneKeyIsOut_CountsTheOthersOnly(int keys, string text) =>
        Assert.Equal(text, WaitTexts.Of(new KeyPoolWait(KeyWaitKind.Window, At(200), keys, Out: 1), Clear));

    [Theory]
    [InlineData(KeyWaitKind.NoUsableKey, 0, FailureKind.InvalidKey, "Add one")]
    [InlineData(KeyWaitKind.NoUsableKey, 1, FailureKind.InvalidKey, "The only API key of 'clear' is not valid")]
    [InlineData(KeyWaitKind.NoUsableKey, 3, FailureKind.InvalidKey, "None of the 3 API keys")]
    [InlineData(KeyWaitKind.Day, 3, FailureKind.RateLimitedPerDay, "after 2026-11-20 14:03 UTC")]
    public void FailureOf_HopelessWait_SaysWhatToDo(KeyWaitKind kind, int keys, FailureKind failure, string part)
    {
        var why = WaitTexts.FailureOf(
            new KeyPoolWait(kind, kind is KeyWaitKind.Day ? At(200).ToOffset(TimeSpan.FromHours(5)) : null, keys), Clear);

        Assert.Equal(failure, why.Kind);
        Assert.Contains(part, why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WorkflowRevisions.Third, "the request limit of the only key of 'clear'; goes on at 14:03:20 UTC")]
    [InlineData(WorkflowRevisions.Fourth, "the request limit of the only key of 'clear'; continues at 14:03:20 UTC")]
    public void AsOf_EarlierRevision_HasTheWordsOfItsHistory(int revision, string text) =>
        Assert.Equal(text, WaitTexts.AsOf(revision, "the request limit of the only key of 'clear'; continues at 14:03:20 UTC"));
}
