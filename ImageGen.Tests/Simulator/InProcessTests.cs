using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Simulator;

public sealed class InProcessTests
{
    [Fact]
    public async Task Handler_SameRequest_AnswersAsOverHttp()
    {
        await using var gemini = await SimulatedGemini.StartAsync();
        await using var inProcess = GeminiSimulator.CreateInProcess(new SimulatorOptions { Images = ImageMode.Tiny });
        using var http = new HttpClient(inProcess.CreateHandler());

        var overHttp = await gemini.Client.AskAsync("A fox");
        using var response = await http.SendAsync(Request(inProcess, "A fox"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(overHttp.MediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(overHttp.Text, await response.Content.ReadAsStringAsync());
        Assert.Equal(1, inProcess.Stats.Images);
    }

    [Theory]
    [InlineData("cut-before-answer")]
    [InlineData("cut-mid-body")]
    public async Task Handler_Cut_ThrowsAsTheNetworkWould(string fault)
    {
        await using var inProcess = WithFault(SimulatedFault.Parse(fault)!);
        using var http = new HttpClient(inProcess.CreateHandler());

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(Request(inProcess, "A fox")));
    }

    [Fact]
    public async Task Handler_Hang_EndsWithTheClientsPatience()
    {
        await using var inProcess = WithFault(SimulatedFault.Hang);
        using var http = new HttpClient(inProcess.CreateHandler());
        using var patience = new CancellationTokenSource();
        var call = http.SendAsync(Request(inProcess, "A fox"), patience.Token);
        await Eventually.TrueAsync(() => inProcess.Stats.InFlight == 1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, inProcess.Stats.GaveUp);
    }

    private static GeminiSimulator WithFault(SimulatedFault fault) =>
        GeminiSimulator.CreateInProcess(new SimulatorOptions { Faults = FaultMix.Of(fault), Images = ImageMode.Tiny });

    private static HttpRequestMessage Request(GeminiSimulator simulator, string prompt)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{simulator.BaseUrl}/v1beta/models/{GeminiClient.Model}:generateContent");
        request.Headers.Add("x-goog-api-key", "test-key-1");
        request.Content = new StringContent(GeminiClient.Body(prompt).ToJsonString(), Encoding.UTF8, "application/json");
        return request;
    }
}
