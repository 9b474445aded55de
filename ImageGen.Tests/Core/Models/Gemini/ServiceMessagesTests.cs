using ImageGen.Core.Models.Gemini;
using static ImageGen.Tests.Core.Models.Gemini.ErrorBodies;
using static ImageGen.Tests.Core.Models.Gemini.SentCall;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>The service's own words: shown where they give nothing away, withheld where they repeat the request.</summary>
public sealed class ServiceMessagesTests
{
    /// <summary>Words of the service that are names only are shown; where they are the key or the prompt they are not.</summary>
    [Theory]
    [InlineData("TEST-KEY-SECRET-1")]
    [InlineData("x/grumpy-walrus/test-key-secret-1")]
    public void Read_KeyInPlaceOfAQuotasName_IsNotRepeated(string quota)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"violations": [{"quotaId": "PerMinute"}, {"quotaId": "{{{quota}}}"}]}, {"violations": [{"quotaId": "{{{quota}}}PerDay"}]}]}}""");
        var key = new ApiKey("clear-1", "test-key-secret-1");

        var answer = GeminiAnswers.Read(429, body, new ImageRequest("m", "A walrus.", [], null, null), key);

        Assert.DoesNotContain("secret", Assert.IsType<ModelAnswer.NoImage>(answer).Why.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_RefusalWithoutWords_IsToldWithout() =>
        Assert.Equal("The service refuses the request.", Read(400, "INVALID_ARGUMENT", "").Reason);

    [Theory]
    [InlineData("Cannot generate 'A grumpy walrus plays the violin on an iceberg.'")]
    [InlineData("Grumpy, walrus - plays\nthe violin")]
    [InlineData("Walruses are not allowed.")]
    [InlineData("Bad words near GRUMPY\n WALRUS plays.")]
    [InlineData("Header x-goog-api-key was test-key-secret-1.")]
    [InlineData("Key ending in secret-1 was refused by policy.")]
    [InlineData("Key ending in cret-1")]
    public void Read_WordsThatRepeatTheRequest_AreWithheld(string message)
    {
        var why = Read(400, "INVALID_ARGUMENT", message);

        Assert.Equal(
            (
                FailureKind.InvalidRequest,
                "The service refuses the request. Its words are withheld because they repeat the request."), (why.Kind, why.Reason));
    }

    [Fact]
    public void Read_WordsThatRepeatAShortPromptOrALabel_AreWithheld()
    {
        var reference = new ReferenceImage("Previous frame of this shot:", new byte[] { 1 }, ImageFormat.Png);
        var request = Request with { Prompt = "cat", References = [reference] };

        Assert.Contains("withheld", Rest(400, "INVALID_ARGUMENT", "No Cat please.", request).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "It says: \"This indicates nothing.\"",
            Rest(400, "INVALID_ARGUMENT", "This indicates nothing.", request).Reason,
            StringComparison.Ordinal);
        Assert.Contains(
            "withheld", Rest(400, "INVALID_ARGUMENT", "What is a previous frame of this?", request).Reason, StringComparison.Ordinal);
        Assert.Contains("It says: \"No dogs.\"", Rest(400, "INVALID_ARGUMENT", "No dogs.", request).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongOrHostileWords_AreCutAndMadePrintable()
    {
        var reason = Read(400, "INVALID_ARGUMENT", "Bad\u001b[31m\n" + string.Concat(Enumerable.Repeat("word ", 1000))).Reason;

        Assert.InRange(reason.Length, 300, 400);
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Theory]
    [InlineData("Your prompt has a walrus in it. Use another animal.", "… Use another animal.")]
    [InlineData("Use another animal. The walrus is protected.", "Use another animal. …")]
    [InlineData(
        "Unsupported prompt: A grumpy walrus plays. Change it! It repeats violin; twice.", "Unsupported prompt: … Change it! … twice.")]
    [InlineData("The \"public\" person in the image is not allowed.", "The 'public' person in the image is not allowed.")]
    [InlineData("It is on the ice.", "It is on the ice.")]
    public void Read_WordsThatRepeatTheRequestInPart_AreShownWithoutThose(string message, string shown) =>
        Assert.Equal($"The service refuses the request. It says: \"{shown}\"", Read(400, "INVALID_ARGUMENT", message).Reason);

    [Fact]
    public void Read_WordsOfAnotherScript_AreWithheldToo()
    {
        var request = Request with { Prompt = "夕暮れの海辺で踊る二人の少女" };

        Assert.Contains("withheld", Rest(400, "INVALID_ARGUMENT", "「海辺で踊る」は使えません", request).Reason, StringComparison.Ordinal);
        Assert.Contains("It says: \"使えません\"", Rest(400, "INVALID_ARGUMENT", "使えません", request).Reason, StringComparison.Ordinal);
    }

    /// <summary>Bytes of an image are no words.</summary>
    [Fact]
    public void Read_WordsWithDataInThem_AreShownWithoutIt() =>
        Assert.EndsWith(
            "It says: \"Broken. … Retry.\"", Read(
                400, "INVALID_ARGUMENT", $"Broken. {new string('A', 500)}. Retry.").Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    public void Read_TroubleOfTheService_IsToldInItsWords(int status, string word) =>
        Assert.EndsWith(
            "It says: \"Something went wrong here.\"", Read(status, word, "Something went wrong here.").Reason, StringComparison.Ordinal);
}
