using System.Net.Sockets;
using ImageGen.Core.Models.Images;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Contracts;

/// <summary>
/// What every <see cref="IImageModel"/> over Gemini keeps, over real HTTP. One subclass per adapter. Uses nothing of a host, so that the
/// cloud's tests can link this file (with <c>CannedServer</c>, <c>TestImage</c> and <c>ManualTimeProvider</c>).
/// </summary>
public abstract partial class ImageModelContract
{
    private const string Model = "gemini-3.1-flash-image";
    private const string Prompt = "A lighthouse keeper counts seventeen gulls, gouache, soft edges.";
    private static readonly ApiKey Key = new("clear-1", "test-key-contract-1");
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>The adapter under test, for the service at <paramref name="baseUrl"/>.</summary>
    protected abstract IImageModel Create(string baseUrl, TimeSpan timeout, TimeProvider time);

    [Fact]
    public async Task Generate_Image_GivesItsBytesTypeAndTokens()
    {
        await using var simulator = await StartAsync();

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator));

        Assert.Equal("image/jpeg", image.MediaType);
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.Bytes));
        Assert.Equal(1120, image.Usage!.CandidateImage);
        Assert.True(image.Usage.Prompt > 0 && image.Usage.Total >= image.Usage.Prompt + image.Usage.Candidates);
        Assert.Equal([(Model, 0, 200)], simulator.Calls.Select(c => (c.Model, c.References, c.Status)));
    }

    [Fact]
    public async Task Generate_ManyCallsAtOnce_AreIndependent()
    {
        await using var simulator = await StartAsync();
        simulator.AddFault(new ScriptedFault(SimulatedFault.Unavailable, r => r.Prompt.EndsWith('7'), int.MaxValue));
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromMinutes(2), TimeProvider.System));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => model.Value.GenerateAsync(Request() with { Prompt = $"Gull {i}" }, Key, None)));

        Assert.All(answers.Index(), a => Assert.Equal(a.Index % 10 == 7, a.Item is ModelAnswer.NoImage));
        Assert.Equal(40, simulator.Calls.Length);
    }

    private static ImageRequest Request() => new(Model, Prompt, [], null, null);

    private static Task<GeminiSimulator> StartAsync(SimulatorOptions? options = null) =>
        GeminiSimulator.StartAsync(options ?? new SimulatorOptions { Images = ImageMode.Tiny });

    private static void GivesNothingAway(ModelFailure why)
    {
        foreach (var secret in (string[])[Key.Value, "contract", Prompt, .. Prompt.Split(' ').Where(w => w.Length > 5)])
        {
            Assert.DoesNotContain(secret, why.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private Task<ModelAnswer> AskAsync(GeminiSimulator simulator, ImageRequest? request = null) => AskAsync(simulator.BaseUrl, request);

    private async Task<ModelAnswer> AskAsync(string baseUrl, ImageRequest? request = null)
    {
        using var model = new Owned(Create(baseUrl, TimeSpan.FromMinutes(2), TimeProvider.System));
        return await model.Value.GenerateAsync(request ?? Request(), Key, None);
    }

    private async Task FailsAsync(FailureKind kind, string baseUrl)
    {
        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(baseUrl)).Why;
        Assert.Equal(kind, why.Kind);
        GivesNothingAway(why);
    }

    /// <summary>Asks a server that writes what <paramref name="serve"/> writes, which need not be HTTP.</summary>
    private async Task FailsAsync(FailureKind kind, Func<NetworkStream, Task> serve)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();

        await FailsAsync(kind, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await serving.WaitAsync(Deadline);

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            await serve(client.GetStream());
        }
    }

    private sealed class Owned(IImageModel model) : IDisposable
    {
        public IImageModel Value => model;

        public void Dispose() => (model as IDisposable)?.Dispose();
    }
}
