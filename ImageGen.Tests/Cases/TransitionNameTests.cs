namespace ImageGen.Tests.Cases;

/// <summary>
/// Case 17: hard cut and continuous are understood in any spelling, or are a problem with a path; never silently ignored.
/// </summary>
public sealed class TransitionNameTests
{
    [Fact]
    public void Transitions_InManySpellings_AreUnderstoodAndSendTheirReference()
    {
        var world = CaseWorld.Start(
            Requests.Transitions("Hard Cut", "continuous", "Continuous (C)", "CONTINUOUS", "C", "H - hard cut"),
            c => Answers.Image(c)).Finish();

        Assert.Equal(RunStatus.Completed, world.State.Status);
        Assert.Equal([0, 1, 1, 1, 1, 0], Enumerable.Range(1, 6).Select(n => world.Calls.Single(c => c.Prompt == $"step {n}").References));
        Assert.Equal(
            [TransitionKind.HardCut, .. Enumerable.Repeat(TransitionKind.Continuous, 4), TransitionKind.HardCut],
            world.Beats.Select(b => b.Beat.Kind));
    }

    [Theory]
    [InlineData("continuous", TransitionKind.Continuous)]
    [InlineData("C - continuous", TransitionKind.Continuous)]
    [InlineData("c", TransitionKind.Continuous)]
    [InlineData(" Continuous ", TransitionKind.Continuous)]
    [InlineData("hard-cut", TransitionKind.HardCut)]
    [InlineData("HARD_CUT", TransitionKind.HardCut)]
    [InlineData("Hard Cut (H)", TransitionKind.HardCut)]
    [InlineData("h", TransitionKind.HardCut)]
    public void Transition_Spelling_IsUnderstood(string word, TransitionKind kind)
    {
        var read = Assert.IsType<StoryboardReadResult.Accepted>(CaseWorld.Read(Requests.Transitions("H", word)));

        Assert.Equal(kind, read.Storyboard.Styles[0].Beats[1].Kind);
    }

    [Theory]
    [InlineData("Cut")]
    [InlineData("Fade")]
    [InlineData("Dissolve")]
    public void Transition_OfOtherKinds_SendsNoReference(string word)
    {
        var world = CaseWorld.Start(Requests.Transitions("H", word), c => Answers.Image(c)).Finish();

        Assert.Equal([0, 0], world.Calls.Select(c => c.References));
    }

    [Theory]
    [InlineData("contin")]
    public void Transition_ThatOnlyBeginsLikeOne_IsAProblemWithItsPath(string word)
    {
        var read = Assert.IsType<StoryboardReadResult.Refused>(CaseWorld.Read(Requests.Transitions("H", word)));

        Assert.Equal("$.promptsByStyle.clear[1].transition_type", Assert.Single(read.Faults).Path);
    }
}
