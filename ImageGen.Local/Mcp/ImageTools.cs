using System.ComponentModel;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ImageGen.Local.Mcp;

/// <summary>The tool that shows an image.</summary>
internal sealed class ImageTools(BeatDetails details, RunLogs runLogs, IImageStore images, IImageCodec codec)
{
    // Enough to judge an image by, and little enough to send.
    private const int LongEdge = 1024;
    private const int Quality = 85;

    [McpServerTool(Name = "show_image", ReadOnly = true, Idempotent = true, OpenWorld = false)]
    [Description("Shows the image of a beat, at most 1,024 pixels wide or high, with its path in the project's folder.")]
    public Task<CallToolResult> ShowAsync(
        [Description("The run's id.")] string runId,
        [Description("The style: illustration, clear or consistent.")] string style,
        [Description("The beat's number, such as 1.1.")] string beat,
        CancellationToken cancellationToken) => McpAnswers.TryAsync(async () =>
    {
        if (!ImageStyles.TryParse(style, out var imageStyle)
            || !BeatId.TryParse(beat, out var beatId)
            || await details.FindAsync(runId, imageStyle, beatId, cancellationToken) is not { } detail
            || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return McpAnswers.Error("There is no such run, style or beat. Call status with withBeats to list them.");
        }

        if (await images.OpenAsync(
            new ImageName(runLog.Document.Storyboard.Project, imageStyle, detail.Shot, beatId),
            version: null,
            cancellationToken) is not { } stream)
        {
            return McpAnswers.Error($"Beat {beatId} has no image in style '{imageStyle.Name()}' (yet): its state is "
                + $"{detail.State.ToString().ToLowerInvariant()}.");
        }

        using var bytes = new MemoryStream();
        await using (stream)
        {
            await stream.CopyToAsync(bytes, cancellationToken);
        }

        return codec.Shrink(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), LongEdge, ImageFormat.Jpeg, Quality) is { } small
            ? new CallToolResult
            {
                Content =
                [
                    ImageContentBlock.FromBytes(small.Bytes, ImageFormat.Jpeg.MediaType()),
                    new TextContentBlock { Text = $"Beat {beatId} in style '{imageStyle.Name()}': {detail.ImagePath}" },
                ],
            }
            : McpAnswers.Error($"The image of beat {beatId} could not be decoded. Regenerate it.");
    });
}
