using ImageGen.Core.Api.Requests;
using ImageGen.Tests.Core.Storyboards;

namespace ImageGen.Tests.Core.Api.Requests;

public sealed class StoryboardIntakeTests
{
    [Fact]
    public void Read_OptionsAreLeftToTheHost_FillsThemIn()
    {
        var intake = new StoryboardIntake(StoryboardLimits.Default, asked => (asked with { Model = "some-model" }, []));

        var accepted = Assert.IsType<StoryboardReadResult.Accepted>(intake.Read(new RequestBuilder().ToBytes()));

        Assert.Equal("some-model", accepted.Storyboard.Options.Model);
    }

    [Fact]
    public void Read_OptionsDoNotGoTogether_IsRefused()
    {
        var fault = new Fault("$.imageSize", "The model does not generate it.", "Ask for 1K.");
        var intake = new StoryboardIntake(StoryboardLimits.Default, asked => (asked, [fault]));

        var refused = Assert.IsType<StoryboardReadResult.Refused>(intake.Read(new RequestBuilder().ToBytes()));

        Assert.Equal(fault, Assert.Single(refused.Faults));
    }
}
