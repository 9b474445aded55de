using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Configuration;
using ImageGen.Local.Configuration;

namespace ImageGen.Tests.Local.Configuration;

public sealed class RunDefaultsTests
{
    private static readonly ImageGenOptions Host = new()
    {
        Gemini = new GeminiOptions { Model = "gemini-3.1-flash-image", AspectRatio = "16:9", ImageSize = "512" },
    };

    [Fact]
    public void Complete_NothingAsked_HostsSettings()
    {
        var (options, faults) = Complete(new RunOptions());

        Assert.Empty(faults);
        Assert.Equal(("gemini-3.1-flash-image", "16:9", "512"), (options.Model, options.AspectRatio, options.ImageSize));
    }

    [Fact]
    public void Complete_OtherModel_HostsSizeOnlyIfItDrawsIt()
    {
        var (options, faults) = Complete(new RunOptions { Model = "gemini-3-pro-image" });

        Assert.Empty(faults);
        Assert.Equal(("16:9", null), (options.AspectRatio, options.ImageSize));
    }

    [Fact]
    public void Complete_AskedForWhatTheModelDoesNotDraw_Fault() =>
        Assert.Equal(
            "$.options.imageSize", Assert.Single(Complete(new RunOptions { Model = "gemini-3-pro-image", ImageSize = "512" }).Faults).Path);

    [Fact]
    public void Complete_ModelIsGone_Fault() =>
        Assert.Equal("$.options.model", Assert.Single(Complete(new RunOptions { Model = "gemini-2.5-flash-image" }).Faults).Path);

    private static (RunOptions Options, ImmutableArray<Fault> Faults) Complete(RunOptions asked) =>
        RunDefaults.Complete(Host, asked, new DateOnly(2026, 11, 21));
}
