using ImageGen.Simulator.Faults;
using static ImageGen.Tests.Simulator.SimulatedGemini;

namespace ImageGen.Tests.Simulator.Http;

/// <summary>Connections that are cut, hang, or never end.</summary>
public sealed class ConnectionFaultTests
{
    [Theory]
    [InlineData("cut-before-answer", 0)]
    [InlineData("cut-mid-body", 200)]
    public async Task Cut_BreaksTheConnection(string fault, int status)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);

        await Assert.ThrowsAsync<HttpRequestException>(() => gemini.Client.AskAsync("A fox"));

        await Eventually.TrueAsync(() => gemini.Simulator.Calls.Length == 1);
        Assert.Equal(status, gemini.Simulator.Calls.Single().Status);
    }

    [Fact]
    public async Task HugeBody_ContinuesBeyondWhatAnyoneShouldRead()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.HugeBody);
        using var http = new HttpClient
        {
            MaxResponseContentBufferSize = 16 * 1024 * 1024,
            BaseAddress = new Uri(gemini.Simulator.BaseUrl),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1beta/models/{GeminiClient.Model}:generateContent");
        request.Headers.Add("x-goog-api-key", "test-key-1");
        request.Content = new StringContent(GeminiClient.Body().ToJsonString(), Encoding.UTF8, "application/json");

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));

        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, error.HttpRequestError);
    }

    [Fact]
    public async Task Hang_ClientGivesUp_IsLogged()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Hang);
        using var cancellation = new CancellationTokenSource();
        var call = gemini.Client.AskAsync("A fox", cancellationToken: cancellation.Token);
        await Eventually.TrueAsync(() => gemini.Simulator.Stats.InFlight == 1);

        gemini.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(call.IsCompleted);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(() => gemini.Simulator.Stats.GaveUp == 1);
        var logged = gemini.Simulator.Calls.Single();
        Assert.Equal(("hang", 0, TimeSpan.FromHours(1)), (logged.Outcome, logged.Status, logged.Latency));
    }

    [Fact]
    public async Task Dispose_CallHangs_CutsIt()
    {
        var gemini = await WithFaultAsync(SimulatedFault.Hang);
        var call = gemini.Client.AskAsync("A fox");
        await Eventually.TrueAsync(() => gemini.Simulator.Stats.InFlight == 1);

        await gemini.Simulator.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
        gemini.Client.Dispose();
    }
}
