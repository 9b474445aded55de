using ImageGen.Core.Api.Views;
using ImageGen.Tests.Core.Generation;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Api.Views;

public sealed class BeatDetailsTests
{
    private readonly BeatGeneratorWorld _world = new();

    [Fact]
    public async Task Find_BeatWithoutAnImage_TellsWhatIsToBeGenerated()
    {
        var detail = await FindAsync("tale-1", ImageStyle.Clear, "1.2");

        Assert.Equal(("Generate beat 1.2, clear.", BeatState.Pending), (detail!.Prompt, detail.State));
        Assert.Null(detail.Instruction);
        Assert.Equal((null, null, null), (detail.ImagePath, detail.ImageUri, detail.Provenance));
        Assert.Empty(detail.Attempts);
        Assert.Empty(detail.Versions);
    }

    [Fact]
    public async Task Find_BeatWithAnInstruction_TellsItBesideThePrompt()
    {
        var world = new BeatGeneratorWorld(instruction: "Make it night.");

        var detail = await new BeatDetails(new RunLogs(world.Store), world.Images).FindAsync(
            "tale-1", ImageStyle.Clear, Id("1.2"), CancellationToken.None);

        Assert.Equal(("Generate beat 1.2, clear.", "Make it night."), (detail!.Prompt, detail.Instruction));
    }

    [Theory]
    [InlineData("tale-2", ImageStyle.Clear, "1.1")]
    [InlineData("../tale-1", ImageStyle.Clear, "1.1")]
    [InlineData("tale-1", ImageStyle.Illustration, "1.1")]
    [InlineData("tale-1", ImageStyle.Clear, "9.9")]
    public async Task Find_NotInTheRun_IsNull(string run, ImageStyle style, string beat) => Assert.Null(await FindAsync(run, style, beat));

    private Task<BeatDetail?> FindAsync(string run, ImageStyle style, string beat) =>
        new BeatDetails(new RunLogs(_world.Store), _world.Images).FindAsync(run, style, Id(beat), CancellationToken.None);
}
