using System.IO.Compression;
using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Hosting.Gemini;

public sealed class GeminiRestModelTests : ImageModelContract
{
    private static readonly ImageRequest Request = new("gemini-3.1-flash-image", "A gull.", [], null, null);
    private static readonly ApiKey Key = new("clear-1", "test-key-1");

    [Fact]
    public async Task Generate_AnswerLargerThanAllowed_SaysSo()
    {
        await using var server = await CannedServer.StartAsync(200, new byte[1024 * 1024 + 1]);
        using var model = Model(new GeminiOptions { BaseUrl = server.BaseUrl, MaxAnswerBytes = 1024 * 1024 }, TimeProvider.System);

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.GenerateAsync(Request, Key, CancellationToken.None)).Why;

        Assert.Equal((FailureKind.Unanswered, "TOO_LARGE"), (why.Kind, why.Code));
    }

    [Fact]
    public async Task Generate_SmallAnswerThatUnpacksToALargeOne_IsCutOffAsWell()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(new byte[5 * 1024 * 1024]);
        }

        await using var server = await CannedServer.StartAsync(200, packed.ToArray(), ("Content-Encoding", "gzip"));
        using var model = Model(new GeminiOptions { BaseUrl = server.BaseUrl, MaxAnswerBytes = 1024 * 1024 }, TimeProvider.System);

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.GenerateAsync(Request, Key, CancellationToken.None)).Why;

        Assert.Equal((FailureKind.Unanswered, "TOO_LARGE"), (why.Kind, why.Code));
    }

    [Fact]
    public async Task Generate_TlsWithAServerThatHasNone_NamesTheReason()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());
        using var model = Model(
            new GeminiOptions { BaseUrl = server.BaseUrl.Replace("http:", "https:", StringComparison.Ordinal) }, TimeProvider.System);

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.GenerateAsync(Request, Key, CancellationToken.None)).Why;

        Assert.Equal((FailureKind.Unreachable, "TLS"), (why.Kind, why.Code));
    }

    /// <summary>What did not leave was not billed.</summary>
    [Fact]
    public async Task Generate_TimeoutBeforeTheConnectionStands_IsUnreachable()
    {
        var clock = new ManualTimeProvider();
        var connecting = new TaskCompletionSource();
        using var model = new GeminiRestModel(
            new HttpMessageInvoker(new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    connecting.SetResult();
                    await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
                    throw new InvalidOperationException();
                },
            }),
            new GeminiOptions { BaseUrl = "http://127.0.0.1:9", Timeout = TimeSpan.FromSeconds(90) },
            clock);

        var answer = model.GenerateAsync(Request, Key, CancellationToken.None);
        await connecting.Task;
        clock.Advance(TimeSpan.FromSeconds(90));

        var why = Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(TimeSpan.FromMinutes(2))).Why;
        Assert.Equal((FailureKind.Unreachable, "TIMEOUT"), (why.Kind, why.Code));
        Assert.Contains("within 90 s (ImageGen:Gemini:Timeout)", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AfterItsCallEnded_LeavesNoTimerBehind()
    {
        var clock = new ManualTimeProvider();
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());
        using var model = Model(new GeminiOptions { BaseUrl = server.BaseUrl }, clock);

        await model.GenerateAsync(Request, Key, CancellationToken.None);

        Assert.Equal(0, clock.PendingTimers);
    }

    protected override IImageModel Create(string baseUrl, TimeSpan timeout, TimeProvider time) =>
        Model(new GeminiOptions { BaseUrl = baseUrl, Timeout = timeout }, time);

    private static GeminiRestModel Model(GeminiOptions options, TimeProvider time) => new(GeminiHttp.Create(), options, time);
}
