using ImageGen.Core.Models.Images;
using ImageGen.Tests.Local.Http.Support;
using ModelContextProtocol.Protocol;
using static ImageGen.Tests.Local.Mcp.McpCalls;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>An image as a model is shown it.</summary>
public sealed class ImageToolsTests
{
    [Fact]
    public async Task ShowImage_Beat_IsAnImageWithItsPath()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var run = await host.PutRunAsync(new StoryboardBuilder());
        host.Images.Put(
            new ImageName(run.Storyboard.Project, ImageStyle.Clear, 1, BeatId.Parse("1.1")), SampleImages.BaselineJpeg, ImageFormat.Jpeg);

        var shown = await CallAsync(client, "show_image", ("runId", "tale-1"), ("style", "clear"), ("beat", "1.1"));

        var image = Assert.Single(shown.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/jpeg", image.MimeType);
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.DecodedData));
        Assert.Contains(
            "generated_images/clear/Shot_1/Beat_1.1.jpg",
            Assert.Single(shown.Content.OfType<TextContentBlock>()).Text,
            StringComparison.Ordinal);
        Assert.Contains(
            "no image",
            await ErrorAsync(client, "show_image", ("runId", "tale-1"), ("style", "clear"), ("beat", "1.2")),
            StringComparison.Ordinal);
    }
}
