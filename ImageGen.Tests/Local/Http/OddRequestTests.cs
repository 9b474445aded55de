using System.IO.Compression;
using System.Net.Http.Headers;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

public sealed class OddRequestTests
{
    [Theory]
    [InlineData("/api/generate-images", "gzip")]
    [InlineData("/api/generate-images", "br")]
    [InlineData("/api/generate-images", null)]
    [InlineData("/api/estimate", "gzip")]
    [InlineData("/api/runs/tale-1/pause", "deflate")]
    public async Task Post_CompressedBody_Is415(string path, string? encoding)
    {
        await using var server = await TestHost.StartAsync();
        await server.StartRunAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(await TestHost.Storyboard("other").ReadAsStringAsync()));
        }

        using var body = new ByteArrayContent(packed.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (encoding is not null)
        {
            body.Headers.ContentEncoding.Add(encoding);
        }

        using var answer = await server.Client.PostAsync(path, body);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("compressed", (string)(await TestHost.ReadAsync(answer))["detail"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shot=first")]
    [InlineData("shot=-1")]
    [InlineData("shot=1.5")]
    [InlineData("shot=99999999999")]
    public async Task Image_ShotIsNoNumber_SaysWhere(string query)
    {
        await using var server = await TestHost.StartAsync();
        foreach (var path in (string[])["/api/projects/tale/images/clear/1.1", "/api/projects/tale/images/clear/1.1/thumbnail"])
        {
            using var answer = await server.Client.GetAsync($"{path}?{query}");

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("shot", (string?)(await TestHost.ReadAsync(answer))["faults"]![0]!["path"]);
        }
    }
}
