using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Contracts;

/// <summary>What reaches the service.</summary>
public abstract partial class ImageModelContract
{
    [Fact]
    public async Task Generate_ReferencesAndShape_ReachTheServiceWithTheirLabels()
    {
        var png = TestImage.Png(1);
        var request = Request() with
        {
            References = [new ReferenceImage(
                "Style reference:", png, ImageFormat.Png), new ReferenceImage("Previous frame:", png, ImageFormat.Png)],
            AspectRatio = "16:9",
            ImageSize = "2K",
        };

        var seen = await SeenAsync(request);

        Assert.Equal(["Style reference:", "Previous frame:", Prompt], seen.Texts.AsEnumerable());
        Assert.Equal(["Style reference:", "Previous frame:"], seen.Images.Select(i => i.Label));
        Assert.All(seen.Images, i => Assert.Equal("image/png", i.MimeType));
        Assert.All(seen.Images, i => Assert.Equal(png, i.Bytes));
        Assert.Equal(("16:9", "2K"), (seen.AspectRatio, seen.ImageSize));
    }

    [Fact]
    public async Task Generate_FourteenReferences_ReachTheServiceInTheirOrder()
    {
        ReferenceImage[] references = [.. Enumerable.Range(1, 14).Select(n => new ReferenceImage(
            $"Character \"hare-{n}\": A häre, \u4e00 \"brown\" one.", TestImage.Png(n), ImageFormat.Png))];

        var seen = await SeenAsync(Request() with { References = [.. references] });

        Assert.Equal(references.Select(r => r.Label), seen.Images.Select(i => i.Label));
        Assert.Equal(references.Select(r => r.Bytes.ToArray()), seen.Images.Select(i => i.Bytes));
    }

    [Fact]
    public async Task Generate_AnyCall_SendsTheKeyInItsHeaderAndNowhereElse()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(("POST", $"/v1beta/models/{Model}:generateContent"), (sent.Method, sent.Target));
        Assert.Equal(Key.Value, sent.Headers["x-goog-api-key"]);
        Assert.DoesNotContain(
            sent.Headers,
            h =>
                h.Value.Contains(Key.Value, StringComparison.Ordinal)
                    && !h.Key.Equals("x-goog-api-key", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Key.Value, sent.Target + sent.Body, StringComparison.Ordinal);
        Assert.StartsWith("application/json", sent.Headers["Content-Type"], StringComparison.Ordinal);
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal(
            ["TEXT", "IMAGE"],
            body.RootElement.GetProperty("generationConfig").GetProperty("responseModalities").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task Generate_ModelWithOddCharacters_StaysOneSegmentOfTheAddress()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl, Request() with { Model = "models/../odd?x#y" });

        Assert.Equal("/v1beta/models/models%2F..%2Fodd%3Fx%23y:generateContent", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Generate_BaseUrlWithAPath_KeepsThePath()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl + "/gateway/");

        Assert.Equal($"/gateway/v1beta/models/{Model}:generateContent", Assert.Single(server.Requests).Target);
    }

    private async Task<SimulatorSeen> SeenAsync(ImageRequest request)
    {
        SimulatorSeen? seen = null;
        await using var simulator = await StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            Script =
            [
                new ScriptedFault(SimulatedFault.Unavailable, r =>
                {
                    seen = new SimulatorSeen(
                        r.Texts, [.. r.References.Select(i => (i.MimeType, i.Label, i.Bytes.ToArray()))], r.AspectRatio, r.ImageSize);
                    return false;
                }),
            ],
        });

        Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator, request));
        return seen!;
    }

    private sealed record SimulatorSeen(
        ImmutableArray<string> Texts, (string MimeType, string? Label, byte[] Bytes)[] Images, string? AspectRatio, string? ImageSize);
}
