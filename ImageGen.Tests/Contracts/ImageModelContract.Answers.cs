using System.IO.Compression;

namespace ImageGen.Tests.Contracts;

/// <summary>Answers in every encoding, of other services, and of none.</summary>
public abstract partial class ImageModelContract
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Generate_Redirect_IsNotFollowed(int status)
    {
        await using var elsewhere = await CannedServer.StartAsync(200, "{}"u8.ToArray());
        await using var server = await CannedServer.StartAsync(status, [], ("Location", elsewhere.BaseUrl + "/stolen"));

        await FailsAsync(FailureKind.Transient, server.BaseUrl);

        Assert.Single(server.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Generate_CompressedAnswer_IsRead()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AQID"}}]}}]}"""u8);
        }

        await using var server = await CannedServer.StartAsync(
            200, packed.ToArray(), ("Content-Encoding", "gzip"), ("Content-Type", "application/json"));

        Assert.Equal([1, 2, 3], Assert.IsType<ModelAnswer.Image>(await AskAsync(server.BaseUrl)).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_BrokenCompression_MayHaveBeenBilled()
    {
        await using var server = await CannedServer.StartAsync(
            200, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 1, 2], ("Content-Encoding", "gzip"));

        await FailsAsync(FailureKind.Unanswered, server.BaseUrl);
    }

    /// <summary>No one asked for Brotli, and its decoder throws what network code does not.</summary>
    [Fact]
    public async Task Generate_NotWhatContentEncodingSays_IsTransient()
    {
        await using var server = await CannedServer.StartAsync(200, "{\"candidates\": []}"u8.ToArray(), ("Content-Encoding", "br"));

        Assert.IsType<ModelAnswer.NoImage>(await AskAsync(server.BaseUrl));
    }

    [Fact]
    public async Task Generate_AnswerThatContinuesBeyond64Megabytes_MayHaveBeenBilledAndItsEndIsNotAwaited()
    {
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            var megabyte = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var i = 0; i < 80; i++)
            {
                await context.Response.Body.WriteAsync(megabyte);
            }

            await letGo.Task;
        });

        await FailsAsync(FailureKind.Unanswered, server.BaseUrl).WaitAsync(Deadline);

        await letGo.Task.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", FailureKind.Transient)]
    [InlineData(200, "application/json", "", FailureKind.Unanswered)]
    [InlineData(200, "application/json", "{\"candidates\": [", FailureKind.Unanswered)]
    [InlineData(200, "application/json", "{\"candidates\": []}", FailureKind.NoImage)]
    [InlineData(403, "text/html", "<html>Your network does not allow this.</html>", FailureKind.Transient)]
    [InlineData(404, "text/html", "<html>Not here</html>", FailureKind.ModelUnavailable)]
    [InlineData(402, "text/html", "<html>Pay first</html>", FailureKind.CreditExhausted)]
    [InlineData(429, "text/html", "<html>Slow down</html>", FailureKind.SpendLimited)]
    [InlineData(503, "text/plain", "upstream connect error", FailureKind.Transient)]
    [InlineData(500, "application/json", "[]", FailureKind.Transient)]
    public async Task Generate_AnswerOfSomethingElse_IsJudgedByItsStatus(int status, string mediaType, string body, FailureKind kind)
    {
        await using var server = await CannedServer.StartAsync(status, Encoding.UTF8.GetBytes(body), ("Content-Type", mediaType));

        await FailsAsync(kind, server.BaseUrl);
    }

    /// <summary>As today's Gemini and relays in its place send images: each of them is paid for.</summary>
    public static TheoryData<string> PartsWithAnImage => new(GeminiParts.WithAnImage.Keys);

    [Theory]
    [MemberData(nameof(PartsWithAnImage))]
    public async Task Generate_ImageInAnySpelling_IsTaken(string spelling)
    {
        await using var server = await CannedServer.StartAsync(
            200, GeminiParts.Body(GeminiParts.WithAnImage[spelling]), ("Content-Type", "application/json"));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(server.BaseUrl));

        Assert.Equal(GeminiParts.Image, image.Bytes.ToArray());
        Assert.Equal(7, image.Usage!.Thoughts);
    }

    [Theory]
    [InlineData(
        """{"text": "I cannot show real persons. Describe an invented one."}""",
        FailureKind.NoImage,
        "It says: \"I cannot show real persons. Describe an invented one.\"")]
    [InlineData("""{"inlineData": {"mimeType": "audio/wav", "data": "UklGRiQAAABXQVZF"}}""", FailureKind.NoImage, "has no image")]
    [InlineData(
        """{"inlineData": {"mimeType": "image/png", "data": "not base64!"}}""", FailureKind.BrokenImage, "encoding that cannot be read")]
    public async Task Generate_PartsWithoutAnImage_SayWhy(string parts, FailureKind kind, string reason)
    {
        await using var server = await CannedServer.StartAsync(200, GeminiParts.Body(parts), ("Content-Type", "application/json"));

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(server.BaseUrl)).Why;

        Assert.Equal(kind, why.Kind);
        Assert.Contains(reason, why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ConnectionRefused_IsUnreachable() => await FailsAsync(FailureKind.Unreachable, "http://127.0.0.1:1");

    [Fact]
    public Task Generate_ServerThatSpeaksNoHttp_MayHaveBeenBilled() => FailsAsync(FailureKind.Unanswered, async stream =>
    {
        await stream.ReadAtLeastAsync(new byte[4], 4);
        await stream.WriteAsync("220 smtp.example ESMTP ready\r\n\r\n"u8.ToArray());
    });
}
