using ImageGen.Hosting.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGen.Tests.Hosting.Http;

public sealed class ImageBytesResultTests
{
    [Theory]
    [InlineData("bytes=10-", 416, "application/problem+json")]
    [InlineData("bytes=2-4", 206, "image/png")]
    [InlineData(null, 200, "image/png")]
    public async Task ImageBytes_Range_RefusedAsAProblem(string? range, int status, string mediaType)
    {
        // Without a server around it that would turn a bare status into a problem: the Functions host has none.
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Response.Body = new MemoryStream();
        http.Request.Method = HttpMethods.Get;
        http.Request.Headers.Range = range;

        await new ImageBytesResult(TypedResults.Stream(new MemoryStream(new byte[10]), "image/png", enableRangeProcessing: true))
            .ExecuteAsync(http);

        Assert.Equal((status, mediaType), (http.Response.StatusCode, http.Response.ContentType));
    }
}
