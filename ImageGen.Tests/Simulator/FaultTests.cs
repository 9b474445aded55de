using System.Net;
using System.Text;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using ImageGen.Imaging;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator;

public sealed class FaultTests
{
    private static readonly SceneLabels Labels = new(
    [
        ("clear", "1.2", "Minimalist: a fox"), ("clear", "1.3", "Minimalist: a hare"), ("illustration", "1.3", "Storybook: a hare"),
    ]);

    public static TheoryData<string> AllFaults =>
        [.. SimulatedFault.All.Select(
            f => f.Name), "finished:IMAGE_SAFETY", "prompt-blocked:PROHIBITED_CONTENT", "slow:6s", "zeroed-image:webp"];

    public static IEnumerable<object[]> DamagedImages =>
    [
        .. from fault in SimulatedFault.DamagedImages.SkipLast(2)
           from format in Enum.GetValues<AnswerFormat>()
           select new object[] { fault.In(format).Name, TypeOf(format) },
        .. SimulatedFault.DamagedImages.Select(fault => new object[] { fault.Name, "image/jpeg" }),
    ];

    public static IEnumerable<object[]> ViewableImages =>
        from fault in SimulatedFault.ViewableImages
        from format in Enum.GetValues<AnswerFormat>()
        let isMislabelled = fault == SimulatedFault.MislabelledImage
        let label = !isMislabelled ? format : format == AnswerFormat.Png ? AnswerFormat.Jpeg : AnswerFormat.Png
        select new object[] { fault.In(format).Name, TypeOf(label), Enum.Parse<ImageFormat>(format.ToString()) };

    public static TheoryData<string> FinishReasons =>
        [.. SimulatedFault.BlockReasons, "NO_IMAGE", "IMAGE_OTHER", "OTHER", "MAX_TOKENS", "IMAGE_SOMETHING_NEW"];

    private static readonly VipsImageCodec Codec = new();

    [Theory]
    [MemberData(nameof(AllFaults))]
    public void Parse_NameOfAFault_GivesThatFault(string name) => Assert.Equal(name, SimulatedFault.Parse(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("unavailabel")]
    [InlineData("finished:")]
    [InlineData("finished")]
    [InlineData("slow")]
    [InlineData("slow:0s")]
    [InlineData("slow:soon")]
    public void Parse_NoFault_IsNull(string name) => Assert.Null(SimulatedFault.Parse(name));

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

    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("jpeg-labelled-png", "image/png")]
    public async Task Jpeg_IsAWholeJpegUnderThatLabel(string fault, string label)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!, ImageMode.Full);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(new ImageCheck.Whole(ImageFormat.Jpeg, 640, 360), ImageInspector.Inspect(answer.Image));
    }

    [Theory]
    [MemberData(nameof(DamagedImages))]
    public async Task DamagedImage_OfEveryType_IsFoundByAStrictDecoder(string fault, string label)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!);
        for (var prompt = 1; prompt <= 4; prompt++)
        {
            var answer = await gemini.Client.AskAsync($"A fox, number {prompt}");

            Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
            Assert.IsType<ImageCheck.Broken>(Codec.Check(answer.Image));
        }

        Assert.Equal((0, 4), (gemini.Simulator.Stats.Images, (int)gemini.Simulator.Stats.Faults[fault]));
    }

    [Theory]
    [MemberData(nameof(ViewableImages))]
    public async Task OddImage_OfEveryType_HasAllItsPixels(string fault, string label, ImageFormat format)
    {
        await using var gemini = await WithFaultAsync(SimulatedFault.Parse(fault)!, ImageMode.Full);

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(label, (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(new ImageCheck.Whole(format, 640, 360), Codec.Check(answer.Image));
    }

    [Fact]
    public async Task OddImages_DifferFromThePlainOne()
    {
        await using var plain = await StartAsync(new SimulatorOptions());
        var image = (await plain.Client.AskAsync("A fox")).Image;
        await using var cut = await WithFaultAsync(SimulatedFault.NoEndMarker);
        await using var longer = await WithFaultAsync(SimulatedFault.TrailingBytes);

        Assert.Equal(image[..^2], (await cut.Client.AskAsync("A fox")).Image);
        Assert.Equal(image, (await longer.Client.AskAsync("A fox")).Image[..image.Length]);
        Assert.True((await longer.Client.AskAsync("A fox")).Image.Length > image.Length);
    }

    [Fact]
    public void In_FaultWithoutAnImageOfAType_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => SimulatedFault.Hang.In(AnswerFormat.Png));
        Assert.Null(SimulatedFault.Parse("hang:png"));
        Assert.Null(SimulatedFault.Parse("truncated-image:gif"));
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
    public async Task HugeBody_GoesOnBeyondWhatAnyoneShouldRead()
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
        using var patience = new CancellationTokenSource();
        var call = gemini.Client.AskAsync("A fox", cancellationToken: patience.Token);
        await Eventually.TrueAsync(() => gemini.Simulator.Stats.InFlight == 1);

        gemini.Clock.Advance(TimeSpan.FromHours(1));
        Assert.False(call.IsCompleted);
        await patience.CancelAsync();

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

    [Fact]
    public async Task Script_FaultForABeat_StrikesAsOftenAsToldAndOnlyThere()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Script = [ScriptedFault.ForBeat("clear/1.3", SimulatedFault.Unavailable, times: 2)],
            Describe = Labels.Find,
        });

        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Minimalist: a fox")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Storybook: a hare")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(2, gemini.Simulator.Stats.Faults["unavailable"]);
        Assert.Equal(
            ["clear/1.2", "illustration/1.3", "clear/1.3", "clear/1.3", "clear/1.3"],
            gemini.Simulator.Calls.Select(c => $"{c.Style}/{c.Beat}"));
    }

    [Fact]
    public async Task Script_BeatWithoutStyle_StrikesEveryStyle()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Script = [ScriptedFault.ForBeat("1.3", SimulatedFault.FinishedWith("SAFETY"), times: int.MaxValue)],
            Describe = Labels.Find,
        });

        Assert.Equal("SAFETY", (await gemini.Client.AskAsync("Storybook: a hare")).FinishReason);
        Assert.Equal("SAFETY", (await gemini.Client.AskAsync("Minimalist: a hare")).FinishReason);
        Assert.Equal("STOP", (await gemini.Client.AskAsync("Minimalist: a fox")).FinishReason);
    }

    [Fact]
    public async Task Script_CallNumberAndKey_StrikeWhereTold()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Keys = [new("test-key-1"), new("test-key-2")],
            Script = [ScriptedFault.ForCall(2, SimulatedFault.InternalError)],
        });
        gemini.Simulator.AddFault(ScriptedFault.ForKey("key-2", SimulatedFault.InvalidKey, after: 1));

        List<int> statuses = [];
        foreach (var key in new[] { "test-key-1", "test-key-1", "test-key-2", "test-key-2", "test-key-2", "test-key-1" })
        {
            statuses.Add((int)(await gemini.Client.AskAsync("A fox", key)).Status);
        }

        Assert.Equal([200, 500, 200, 400, 400, 200], statuses);
    }

    [Fact]
    public async Task Key_ChangesAfterCallsOrWhenTold_AnswersAccordingly()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Keys = [new("test-key-1") { ChangesTo = KeyState.Leaked, ChangesAfterCalls = 2 }],
        });

        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await gemini.Client.AskAsync("A fox")).Status);
        gemini.Simulator.SetKeyState("key-1", KeyState.Valid);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Throws<ArgumentException>(() => gemini.Simulator.SetKeyState("key-7", KeyState.Valid));
    }

    [Fact]
    public async Task Chance_SameSeedOtherOrder_GivesEachPromptTheSameOutcomes()
    {
        var prompts = Enumerable.Range(0, 60).Select(i => $"A fox, number {i % 30}").ToArray();
        var forwards = await OutcomesAsync(seed: 5, prompts);
        var backwards = await OutcomesAsync(seed: 5, [.. prompts.Reverse()]);
        var otherSeed = await OutcomesAsync(seed: 6, prompts);

        Assert.Equal(forwards, backwards);
        Assert.NotEqual(forwards, otherSeed);
        Assert.Contains(forwards, o => !o.EndsWith("image", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("standard", 0.125)]
    [InlineData("harsh", 0.398)]
    public void Chance_ManyDraws_ComeNearTheShares(string name, double share)
    {
        var mix = name == "standard" ? FaultMix.Standard : FaultMix.Harsh;
        var random = new SeededRandom(11);
        var generated = Enumerable.Range(0, 20_000).Count(_ => mix.Draw(ref random) is not null);

        Assert.InRange(generated / 20_000.0, share - 0.02, share + 0.02);
        Assert.Equal(share, mix.Rates.Sum(r => r.Rate), 0.01);
    }

    private static string TypeOf(AnswerFormat format) => $"image/{format.ToString().ToLowerInvariant()}";

    private static async Task<List<string>> OutcomesAsync(ulong seed, string[] prompts)
    {
        var options = new SimulatorOptions
        {
            Faults = new(
            [(SimulatedFault.Unavailable, 0.2), (SimulatedFault.TextOnly, 0.1)]),
            Seed = seed,
            Images = ImageMode.Tiny
        };
        await using var gemini = await SimulatedGemini.StartAsync(options);
        foreach (var prompt in prompts) await gemini.Client.AskAsync(prompt);
        return [.. gemini.Simulator.Calls.Select(c => $"{c.PromptHash} {c.Outcome}").Order(StringComparer.Ordinal)];
    }

    private static Task<SimulatedGemini> WithFaultAsync(SimulatedFault fault, ImageMode images = ImageMode.Tiny) =>
        SimulatedGemini.StartAsync(new SimulatorOptions { Faults = FaultMix.Of(fault), Images = images });

    private static Task<SimulatedGemini> StartAsync(SimulatorOptions options) =>
        SimulatedGemini.StartAsync(options with { Images = ImageMode.Tiny });
}
