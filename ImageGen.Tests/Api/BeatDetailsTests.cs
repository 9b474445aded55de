using ImageGen.Core.Api;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Generation;
using static ImageGen.Tests.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Api;

public sealed class BeatDetailsTests
{
    private readonly BeatGeneratorWorld _world = new();

    [Fact]
    public async Task Find_BeatWithoutAPicture_TellsWhatIsToBeDrawn()
    {
        var detail = await FindAsync("tale-1", ImageStyle.Clear, "1.2");

        Assert.Equal(("Draw beat 1.2, clear.", BeatState.Pending), (detail!.Prompt, detail.State));
        Assert.Equal((null, null, null), (detail.ImagePath, detail.ImageUri, detail.Provenance));
        Assert.Empty(detail.Attempts);
        Assert.Empty(detail.Versions);
    }

    [Theory]
    [InlineData("tale-2", ImageStyle.Clear, "1.1")]
    [InlineData("../tale-1", ImageStyle.Clear, "1.1")]
    [InlineData("tale-1", ImageStyle.Illustration, "1.1")]
    [InlineData("tale-1", ImageStyle.Clear, "9.9")]
    public async Task Find_NotInTheRun_IsNull(string run, ImageStyle style, string beat) => Assert.Null(await FindAsync(run, style, beat));

    private Task<BeatDetail?> FindAsync(string run, ImageStyle style, string beat) =>
        new BeatDetails(new RunLedgers(_world.Store), _world.Images).FindAsync(run, style, Id(beat), CancellationToken.None);
}
