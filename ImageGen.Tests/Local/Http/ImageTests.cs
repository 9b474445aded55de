using System.IO.Compression;
using System.Net.Http.Headers;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http;

public sealed class ImageTests
{
    private static readonly ImageProvenance Provenance = new(
        "tale-1", "a1", "m", "00", "clear-1", "none", null, 0.067m, TimeSpan.FromSeconds(8), At(0));

    [Fact]
    public async Task Image_AtTheAddressTheRunNames_MayBeKeptForGood()
    {
        await using var server = await TestHost.StartAsync();
        await DrawAsync(server, 1, TestImage.Png(1));
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear));
        using var list = await server.Client.GetAsync($"/api/runs/{run.Id}/images");
        var image = (await TestHost.ReadAsync(list))["images"]![0]!;

        using var response = await server.Client.GetAsync((string)image["uri"]!);

        Assert.Equal(TestImage.Png(1), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{image["etag"]}\"", response.Headers.ETag!.Tag);
        Assert.Equal("private, max-age=31536000, immutable", string.Join(", ", response.Headers.NonValidated["Cache-Control"]));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Image_ReplacedSince_IsServedAnewAndNotKept()
    {
        await using var server = await TestHost.StartAsync();
        var old = await DrawAsync(server, 1, TestImage.Png(1));
        await DrawAsync(server, 1, TestImage.Png(2));

        using var response = await server.Client.GetAsync($"/api/projects/tale/images/clear/1.1?shot=1&v={old}");

        Assert.Equal(TestImage.Png(2), await response.Content.ReadAsByteArrayAsync());
        Assert.True(response.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task Image_RangeBehindItsEnd_IsAProblem()
    {
        await using var server = await TestHost.StartAsync();
        await DrawAsync(server, 1, TestImage.Png(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/projects/tale/images/clear/1.1");
        request.Headers.Range = new RangeHeaderValue(90_000, null);

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(416, (int?)(await TestHost.ReadAsync(response))["status"]);
    }

    [Fact]
    public async Task Image_ClientHasIt_304WithoutABody()
    {
        await using var server = await TestHost.StartAsync();
        var etag = await DrawAsync(server, 1, TestImage.Png(1));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/projects/tale/images/clear/Beat_1.1");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue($"\"{etag}\""));

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Image_Head_TellsLengthOnly()
    {
        await using var server = await TestHost.StartAsync();
        await DrawAsync(server, 1, TestImage.Png(1));
        using var request = new HttpRequestMessage(HttpMethod.Head, "/api/projects/tale/images/clear/1.1");

        using var response = await server.Client.SendAsync(request);

        Assert.Equal(TestImage.Png(1).Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/api/projects/tale/images/clear/7.7")]
    [InlineData("/api/projects/tale/images/clear/1.1?shot=2")]
    [InlineData("/api/projects/tale/images/clear/1.1?version=none")]
    [InlineData("/api/projects/tale/images/sketch/1.1")]
    [InlineData("/api/projects/other/images/clear/1.1")]
    [InlineData("/api/projects/..%2Ftale/images/clear/1.1")]
    [InlineData("/api/projects/tale/images/clear/..%2F..%2Fx")]
    public async Task Image_NotThere_404(string address)
    {
        await using var server = await TestHost.StartAsync();
        await DrawAsync(server, 1, TestImage.Png(1));

        using var response = await server.Client.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Beat_GeneratedTwice_TellsPromptAttemptsAndTheOlderVersion()
    {
        await using var server = await TestHost.StartAsync();
        await DrawAsync(server, 1, TestImage.Png(1));
        await DrawAsync(server, 1, TestImage.Png(2));
        var beat = BeatId.Parse("1.1");
        var why = new ModelFailure(FailureKind.NoImage, "No image came.");
        var run = await server.PutRunAsync(
            new StoryboardBuilder().Styles(ImageStyle.Clear),
            new RunStarted(At(0), 1),
            new AttemptStarted(At(1), ImageStyle.Clear, beat, "a1", "clear-1", 0.067m),
            new AttemptStarted(At(2), ImageStyle.Clear, BeatId.Parse("1.2"), "other", "clear-2", 0.067m),
            new AttemptFailed(At(3), ImageStyle.Clear, beat, "a1", why, 0.002m),
            new AttemptStarted(At(4), ImageStyle.Clear, beat, "a2", "clear-2", 0.067m),
            new RunStarted(At(5), 2),
            new AttemptStarted(At(6), ImageStyle.Clear, beat, "a3", "clear-1", 0.067m),
            new BeatCompleted(At(14), ImageStyle.Clear, beat, "a3", "p", "e", 0.07m, TimeSpan.FromSeconds(8), null),
            new BeatsRequested(At(20), BeatRequestKind.Regenerate, [new BeatRef(ImageStyle.Clear, beat)]),
            new AttemptStarted(At(21), ImageStyle.Clear, beat, "a4", "clear-1", 0.067m));

        using var response = await server.Client.GetAsync($"/api/runs/{run.Id}/beats/clear/Beat%201.1");

        var detail = await TestHost.ReadAsync(response);
        Assert.Equal("Generate beat 1.1, clear.", (string?)detail["ai_prompt"]);
        Assert.Equal("H", (string?)detail["transition_type"]);
        Assert.Equal(
            ["a1 failed", "a2 unconfirmed", "a3 completed", "a4 open"],
            detail["attempts"]!.AsArray().Select(a => $"{a!["id"]} {a["outcome"]}"));
        Assert.Equal("No image came.", (string?)detail["attempts"]![0]!["error"]!["reason"]);
        var version = Assert.Single(detail["versions"]!.AsArray())!;
        using var older = await server.Client.GetAsync((string)version["uri"]!);
        Assert.Equal(TestImage.Png(1), await older.Content.ReadAsByteArrayAsync());
        using var current = await server.Client.GetAsync((string)detail["imageUri"]!);
        Assert.Equal(TestImage.Png(2), await current.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Zip_OfARun_HoldsItsImagesAndNoOthers()
    {
        await using var server = await TestHost.StartAsync();
        var large = TestImage.Png(3, side: 700);
        await DrawAsync(server, 1, TestImage.Png(1));
        await DrawAsync(server, 2, large);
        await DrawAsync(server, 9, TestImage.Png(9));
        var run = await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(3, 1));

        using var response = await server.Client.GetAsync($"/api/runs/{run.Id}/images.zip");

        Assert.Equal("application/zip", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("tale-1.zip", response.Content.Headers.ContentDisposition!.FileName);
        using var zip = new ZipArchive(await response.Content.ReadAsStreamAsync());
        Assert.Equal(["clear/Shot_1/Beat_1.1.png", "clear/Shot_2/Beat_2.1.png"], zip.Entries.Select(e => e.FullName));
        await using var entry = await zip.Entries[1].OpenAsync();
        using var bytes = new MemoryStream();
        await entry.CopyToAsync(bytes);
        Assert.Equal(large, bytes.ToArray());
    }

    private static async Task<string> DrawAsync(TestHost server, int shot, byte[] png)
    {
        Assert.True(ProjectName.TryParse("tale", out var project));
        var name = new ImageName(project, ImageStyle.Clear, shot, BeatId.Parse($"{shot}.1"));
        return (await server.Images.SaveAsync(name, png, ImageFormat.Png, Provenance, keepOld: true, CancellationToken.None)).ETag;
    }
}
