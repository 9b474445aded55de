using ImageGen.Core.Models.Gemini;
using ImageGen.Functions.Adapters.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Adapters;

public sealed class GeminiImageModelTests : ImageModelContract
{
    private static readonly ImageRequest Request = new("gemini-3.1-flash-image", "A gull.", [], null, null);
    private static readonly ApiKey Key = new("clear-1", "test-key-1");

    // As some relays send it; the SDK could not read it.
    private static readonly byte[] WithAnImage = GeminiParts.Body(GeminiParts.WithAnImage["a data URL"]);

    [Fact]
    public async Task Generate_CallerGivesUpWhenTheAnswerIsWhole_GivesTheImageThatIsPaidFor()
    {
        using var caller = new CancellationTokenSource();
        using var model = Model(new Ending(WithAnImage, caller.Cancel), TimeProvider.System);

        var image = Assert.IsType<ModelAnswer.Image>(await model.GenerateAsync(Request, Key, caller.Token));

        Assert.Equal(GeminiParts.Image, image.Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_TimeIsUpWhenTheAnswerIsWhole_GivesTheImageThatIsPaidFor()
    {
        var clock = new ManualTimeProvider();
        using var model = Model(new Ending(WithAnImage, () => clock.Advance(TimeSpan.FromMinutes(10))), clock);

        Assert.IsType<ModelAnswer.Image>(await model.GenerateAsync(Request, Key, CancellationToken.None));
    }

    [Fact]
    public async Task Generate_AnswerLargerThanAllowed_SaysSo()
    {
        await using var server = await CannedServer.StartAsync(200, new byte[1024 * 1024 + 1]);
        using var model = new GeminiImageModel(
            GeminiHttp.Create(), new GeminiOptions { BaseUrl = server.BaseUrl, MaxAnswerBytes = 1024 * 1024 }, TimeProvider.System);

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.GenerateAsync(Request, Key, CancellationToken.None)).Why;

        Assert.Equal((FailureKind.Unanswered, "TOO_LARGE"), (why.Kind, why.Code));
    }

    [Fact]
    public async Task Generate_WithSpool_GivesTheTurnWithTheImageAndGivesItBackWithoutOne()
    {
        var folder = Directory.CreateTempSubdirectory("sdk-spool-");
        try
        {
            var answers = new Queue<byte[]>([WithAnImage, "{}"u8.ToArray(), WithAnImage]);
            await using var server = await CannedServer.StartAsync(async c => await c.Response.Body.WriteAsync(answers.Dequeue()));
            using var model = new GeminiImageModel(
                GeminiHttp.Create(),
                new GeminiOptions { BaseUrl = server.BaseUrl },
                TimeProvider.System,
                new AnswerSpool(folder.FullName, atOnce: 1, maxBytes: 1_000_000));

            var first = Assert.IsType<ModelAnswer.Image>(await model.GenerateAsync(Request, Key, CancellationToken.None));
            Assert.Equal(GeminiParts.Image, first.Bytes.ToArray());
            first.Lease!.Dispose();
            var second = await model.GenerateAsync(Request, Key, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.IsType<ModelAnswer.NoImage>(second);
            var third = await model.GenerateAsync(Request, Key, CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.IsType<ModelAnswer.Image>(third).Lease!.Dispose();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    protected override IImageModel Create(string baseUrl, TimeSpan timeout, TimeProvider time) =>
        new GeminiImageModel(GeminiHttp.Create(), new GeminiOptions { BaseUrl = baseUrl, Timeout = timeout }, time);

    private static GeminiImageModel Model(Stream body, TimeProvider time) =>
        new(new HttpMessageInvoker(new Answering(body)), new GeminiOptions { BaseUrl = "http://gemini.example" }, time);

    /// <summary>Answers with <paramref name="body"/> as it is read.</summary>
    private sealed class Answering(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) });
    }

    /// <summary>Calls <paramref name="ended"/> as soon as its last byte has been read and its end is known.</summary>
    private sealed class Ending(byte[] bytes, Action ended) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Read(buffer.Span);
            if (count == 0)
            {
                ended();
            }

            return ValueTask.FromResult(count);
        }
    }
}
