namespace ImageGen.Tests.Cases;

/// <summary>Case 01: an image that was paid for is stored whatever is flagged as a thought.</summary>
public sealed class ThoughtImageTests
{
    [Fact]
    public void Answers_FlaggedInEveryWay_StoreTheFinalImageWithOneAttemptEach()
    {
        var world = CaseWorld.Start(Requests.Clear("a fox", "a hen", "a dog", "a cat"), c => c.Prompt switch
        {
            "a fox" => Answers.Parts(Answers.Text("Planning the scene", isThought: true), Answers.Inline(1, 16, isThought: true)),
            "a hen" => Answers.Parts(Answers.Inline(2, 16, isThought: true), Answers.Inline(3, 32)),
            "a dog" => Answers.Parts(Answers.Inline(4, 16), Answers.Inline(5, 64)),
            _ => Answers.Parts(Answers.Inline(6, 16, isThought: true), Answers.Inline(7, 24, isThought: true)),
        }).Finish();

        Assert.Equal(RunStatus.Completed, world.State.Status);
        Assert.Equal([16, 32, 64, 24], world.Beats.Select(b => world.WidthOf(ImageStyle.Clear, b.Beat.Id.Value)));
        Assert.Equal(4, world.Calls.Count);
    }

    [Fact]
    public void Answer_FinalImageBeforeAFlaggedOne_StoresTheUnflagged()
    {
        var world = CaseWorld.Start(
            Requests.Clear("a fox"),
            _ => Answers.Parts(Answers.Inline(1, 32), Answers.Inline(2, 16, isThought: true), Answers.Text("Done."))).Finish();

        Assert.Equal((32, 1), (world.WidthOf(ImageStyle.Clear, "1.1"), world.Calls.Count));
    }
}
