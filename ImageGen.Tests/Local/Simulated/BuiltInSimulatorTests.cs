using ImageGen.Core.Models.Images;
using ImageGen.Local.Simulated;

namespace ImageGen.Tests.Local.Simulated;

public sealed class BuiltInSimulatorTests
{
    [Fact]
    public async Task GenerateAsync_WithItsOwnKeys_DrawsAWholeImage()
    {
        var time = new ManualTimeProvider();
        await using var simulator = new BuiltInSimulator(seed: 1, time);
        var run = new StoryboardBuilder().BuildRun();
        simulator.Learn(run.Storyboard);
        var key = (await simulator.ListAsync(ImageStyle.Clear, default))[0];

        var answering = simulator.Model.GenerateAsync(
            new ImageRequest("gemini-3.1-flash-image", run.Storyboard.BeatsOf(ImageStyle.Clear)[0].Prompt, [], null, "1K"), key, default);
        while (!answering.IsCompleted)
        {
            time.AdvanceToNextTimer();
            await Task.Yield();
        }

        var image = Assert.IsType<ModelAnswer.Image>(await answering);
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.Bytes));
        Assert.Equal(1, simulator.Calls);
    }

    [Fact]
    public async Task ListAsync_EveryStyle_KeysOfItsOwnAndKnownAsTheSimulators()
    {
        await using var simulator = new BuiltInSimulator(seed: 1, TimeProvider.System);
        var keys = (await Task.WhenAll(ImageStyles.All.Select(style => simulator.ListAsync(style, default)))).SelectMany(k => k).ToList();

        Assert.Equal(6, keys.Select(k => k.Project).Distinct().Count());
        Assert.All(keys, key => Assert.StartsWith(BuiltInSimulator.KeyPrefix, key.Id, StringComparison.Ordinal));
    }
}
