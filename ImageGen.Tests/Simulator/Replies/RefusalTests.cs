using ImageGen.Simulator.Faults;
using static ImageGen.Tests.Simulator.SimulatedGemini;

namespace ImageGen.Tests.Simulator.Replies;

/// <summary>Refusals as Google writes them, and pages that are none of its own.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("internal-error", 500, "INTERNAL")]
    [InlineData("unavailable", 503, "UNAVAILABLE")]
    [InlineData("deadline-exceeded", 504, "DEADLINE_EXCEEDED")]
    [InlineData("invalid-request", 400, "INVALID_ARGUMENT")]
    [InlineData("invalid-key", 400, "INVALID_ARGUMENT")]
    [InlineData("leaked-key", 403, "PERMISSION_DENIED")]
    [InlineData("unknown-model", 404, "NOT_FOUND")]
    [InlineData("model-lost", 404, "NOT_FOUND")]
    [InlineData("location", 400, "FAILED_PRECONDITION")]
    [InlineData("prepaid", 402, "RESOURCE_EXHAUSTED")]
    [InlineData("prepaid-429", 429, "RESOURCE_EXHAUSTED")]
    [InlineData("bare", 429, "RESOURCE_EXHAUSTED")]
    [InlineData("spend", 429, "RESOURCE_EXHAUSTED")]
    public async Task Refusal_HasStatusAndCanonicalName(string fault, int status, string canonical)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(status, (int)answer.Error["code"]!);
        Assert.Equal(canonical, (string?)answer.Error["status"]);
        Assert.Empty(answer.QuotaIds);
        Assert.Equal(fault, gemini.Simulator.Calls.Single().Outcome);
    }

    [Theory]
    [InlineData("per-minute", "GenerateRequestsPerMinutePerProjectPerModel")]
    [InlineData("per-day", "GenerateRequestsPerDayPerProjectPerModel")]
    [InlineData("per-minute-and-day", "GenerateRequestsPerMinutePerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel")]
    public async Task RateLimit_NamesItsQuotaAndADelay(string fault, params string[] quotas)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal(quotas, answer.QuotaIds);
        Assert.Equal("60s", answer.RetryDelay);
        Assert.Contains("Please retry in 60s.", answer.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotEntitled_SaysLimitZero()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.NotEntitled);

        Assert.Contains("limit: 0", (await gemini.Client.AskAsync("A fox")).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html-error-page", HttpStatusCode.BadGateway)]
    [InlineData("html-instead-of-json", HttpStatusCode.OK)]
    [InlineData("redirect", HttpStatusCode.Found)]
    public async Task Page_IsHtml(string fault, HttpStatusCode status)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(status, answer.Status);
        Assert.Equal("text/html", answer.MediaType);
        Assert.Equal(fault == "redirect" ? "/elsewhere" : null, answer.Location?.OriginalString);
    }
}
