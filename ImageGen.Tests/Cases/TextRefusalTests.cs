namespace ImageGen.Tests.Cases;

/// <summary>Case 14: a refusal in words ends after two attempts, and its words are shown.</summary>
public sealed class TextRefusalTests
{
    [Fact]
    public void Refusals_InTextAndInFinishMessage_EndAfterTwoAttemptsWithTheServicesWords()
    {
        var world = CaseWorld.Start(Requests.Clear("hero", "plain"), c => c.Prompt == "hero"
            ? Answers.Parts(Answers.Text("I can not draw real public persons. Describe an invented person and I will draw that."))
            : Answers.Candidate(new JsonObject
            {
                ["content"] = new JsonObject(),
                ["finishReason"] = "IMAGE_OTHER",
                ["finishMessage"] = "It touches the interests of third-party content providers. Rephrase it. You will not be charged.",
            })).Finish();

        Assert.Equal((RunStatus.CompletedWithErrors, 2), (world.State.Status, world.Count(BeatState.Error)));
        Assert.All(world.Beats, b => Assert.InRange(b.Attempts, 1, 2));
        Assert.Contains("real public persons", world.Beats[0].Error!.Reason, StringComparison.Ordinal);
        Assert.Contains("third-party content providers", world.Beats[1].Error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_ThatRepeatsThePrompt_IsShownWithoutIt()
    {
        const string Prompt = "the lighthouse keeper counts seventeen gulls at dusk";
        var world = CaseWorld.Start(
            Requests.Clear(Prompt), _ => Answers.Parts(Answers.Text($"I can not draw \"{Prompt}\" because of a policy."))).Finish();

        Assert.DoesNotContain("seventeen gulls", world.Beats[0].Error!.Reason, StringComparison.Ordinal);
        Assert.Equal(BeatState.Error, world.Beats[0].State);
    }
}
