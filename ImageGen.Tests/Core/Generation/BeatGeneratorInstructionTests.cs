namespace ImageGen.Tests.Core.Generation;

/// <summary>A beat with an instruction: its present image is changed, once.</summary>
public sealed class BeatGeneratorInstructionTests
{
    private const string Night = "Make it night.";

    [Fact]
    public async Task Generate_InstructionAndPresentImage_SendsBothAndKeepsTheOldImage()
    {
        var world = new BeatGeneratorWorld(instruction: Night);
        await world.StoreAsync("1.2", run: "another-1");

        var outcome = await world.DrawAsync("1.2");

        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        var request = Assert.Single(world.Model.Calls).Request;
        Assert.Equal(Night, request.Prompt);
        var sent = Assert.Single(request.References);
        Assert.Equal("The image to change:", sent.Label);
        Assert.Equal(TestImage.Png(7), sent.Bytes.ToArray());
        var provenance = (await world.Memory.FindAsync(world.Name("1.2"), default))!.Provenance!;
        Assert.Equal(("present image", PromptHash.OfText(Night)), (provenance.Reference, provenance.InstructionHash));
        Assert.Equal(SentReference.PresentImageKind, Assert.Single(provenance.References!.Value).Kind);
        Assert.Single(await world.Memory.VersionsAsync(world.Name("1.2"), default), v => v.Version is not null);
    }

    [Fact]
    public async Task Generate_InstructionAndNoImage_SendsPromptAndInstruction()
    {
        var world = new BeatGeneratorWorld(instruction: Night);

        await world.DrawAsync();

        Assert.Equal($"{world.Beat("1.1").Prompt}\n\n{Night}", Assert.Single(world.Model.Calls).Request.Prompt);
    }

    [Theory]
    [InlineData(Night, true)]
    [InlineData(null, true)]
    [InlineData("Make it day.", false)]
    public async Task Generate_ImageThatAnInstructionChanged_IsKeptUnlessAnotherOneIsAsked(string? instruction, bool isKept)
    {
        var world = new BeatGeneratorWorld(instruction: instruction);
        await world.StoreAsync(
            run: "another-1", provenance: p => p with { InstructionHash = PromptHash.OfText(Night), Reference = "present image" });

        await world.DrawAsync();

        Assert.Equal(isKept ? 0 : 1, world.Model.Calls.Count);
    }

    [Fact]
    public async Task Generate_ChangedAndTheProcessDied_IsNotChangedTwice()
    {
        var world = new BeatGeneratorWorld(instruction: Night);
        await world.StoreAsync(run: "another-1");
        world.Store.Before = events =>
            { if (events.Any(e => e is BeatCompleted)) throw new InvalidOperationException("The process dies here."); };
        await Assert.ThrowsAnyAsync<Exception>(() => world.DrawAsync());

        world.Store.Before = _ => { };
        world.Start();
        await world.DrawAsync();

        Assert.Single(world.Model.Calls);
        Assert.Equal(BeatState.Complete, world.Record().State);
    }
}
