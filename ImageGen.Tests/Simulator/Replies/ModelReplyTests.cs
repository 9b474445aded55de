using ImageGen.Simulator.Faults;
using static ImageGen.Tests.Simulator.SimulatedGemini;

namespace ImageGen.Tests.Simulator.Replies;

/// <summary>Answers without an image.</summary>
public sealed class ModelReplyTests
{
    public static TheoryData<string> FinishReasons =>
        [.. SimulatedFault.BlockReasons, "NO_IMAGE", "IMAGE_OTHER", "OTHER", "MAX_TOKENS", "IMAGE_SOMETHING_NEW"];

    [Theory]
    [MemberData(nameof(FinishReasons))]
    public async Task Finished_HasThatReasonAndNoImage(string reason)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.FinishedWith(reason));

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(reason, answer.FinishReason);
        Assert.Null(answer.InlineData);
        Assert.NotNull(answer.Json["usageMetadata"]);
        Assert.Equal(0m, gemini.Simulator.Stats.EstimatedCostUsd);
    }

    [Fact]
    public async Task PromptBlocked_HasTheReasonAndNoCandidates()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.PromptBlocked("BLOCKLIST"));

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal("BLOCKLIST", (string?)answer.Json["promptFeedback"]!["blockReason"]);
        Assert.Null(answer.Json["candidates"]);
        Assert.Contains("Prohibited Use policy", (string?)answer.Json["promptFeedback"]!["blockReasonMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finished_SaysWhyInItsMessage()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.FinishedWith("IMAGE_OTHER"));

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Contains("third-party", (string?)answer.Json["candidates"]![0]!["finishMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextRefusal_SaysWhyInText()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.TextRefusal);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal("STOP", answer.FinishReason);
        var words = (string?)answer.Json["candidates"]![0]!["content"]!["parts"]![0]!["text"];
        Assert.Contains("real public figures", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TextOnly_StopsWithTextAndNoImage()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.TextOnly);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal("STOP", answer.FinishReason);
        Assert.Null(answer.InlineData);
        Assert.NotNull((string?)answer.Json["candidates"]![0]!["content"]!["parts"]![0]!["text"]);
    }

    [Fact]
    public async Task NoCandidates_AnswersOnlyUsage()
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.NoCandidates);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Json["candidates"]);
    }
}
