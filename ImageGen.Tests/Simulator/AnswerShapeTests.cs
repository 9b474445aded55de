using System.Net.Sockets;
using ImageGen.Core.Models.Images;
using ImageGen.Imaging;
using ImageGen.Simulator;
using ImageGen.Simulator.Drawing;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Simulator;

public sealed class AnswerShapeTests
{
    private const decimal Price = 0.067m;

    [Theory]
    [InlineData(ImageMode.Tiny, AnswerFormat.Jpeg, "image/jpeg", ImageFormat.Jpeg)]
    [InlineData(ImageMode.Full, AnswerFormat.Jpeg, "image/jpeg", ImageFormat.Jpeg)]
    [InlineData(ImageMode.Tiny, AnswerFormat.Png, "image/png", ImageFormat.Png)]
    [InlineData(ImageMode.Full, AnswerFormat.Png, "image/png", ImageFormat.Png)]
    [InlineData(ImageMode.Tiny, AnswerFormat.Webp, "image/webp", ImageFormat.Webp)]
    [InlineData(ImageMode.Full, AnswerFormat.Webp, "image/webp", ImageFormat.Webp)]
    public async Task Format_AnswersWholeImagesThatSaySo(ImageMode mode, AnswerFormat format, string type, ImageFormat expected)
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions { Format = format, Images = mode });

        var answer = await gemini.Client.AskAsync("A fox");

        Assert.Equal(type, (string?)answer.InlineData!["mimeType"]);
        Assert.Equal(expected, Assert.IsType<ImageCheck.Whole>(new VipsImageCodec().Check(answer.Image)).Format);
        Assert.Equal(1, gemini.Simulator.Stats.Images);
    }

    [Fact]
    public async Task Format_NoneChosen_IsJpegAsOfTheRealService()
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions { Images = ImageMode.Tiny });

        Assert.Equal("image/jpeg", (string?)(await gemini.Client.AskAsync("A fox")).InlineData!["mimeType"]);
    }

    /// <summary>The product stores JPEGs as PNG: the scene is recognised in what it sends back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reference_OwnImageOrItsConversion_IsRecognisedByTheNextImage(bool isConverted)
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions());
        var first = (await gemini.Client.AskAsync("A fox in a forest")).Image;
        using var png = new VipsImageCodec().ToPng(first)!;

        var next = (await gemini.Client.PostAsync(
            GeminiClient.Body("Closer", references: isConverted ? png.Memory.ToArray() : first))).Image;

        var (scene, continued) = (SceneNote.Read(first)!, SceneNote.Read(next)!);
        Assert.Equal(scene.Split(';')[1], continued.Split(';')[1]);
        Assert.NotEqual(scene, continued);
    }

    [Fact]
    public async Task Thoughts_Usage_AreCountedBilledAndFlagged()
    {
        await using var gemini = await StartAsync(new SimulatorOptions { Thoughts = ThoughtMode.Usage });

        var answer = await gemini.Client.AskAsync("A fox");

        var usage = answer.Json["usageMetadata"]!;
        var thoughts = (int)usage["thoughtsTokenCount"]!;
        Assert.InRange(thoughts, 160, 400);
        Assert.Equal((int)usage["promptTokenCount"]! + (int)usage["candidatesTokenCount"]! + thoughts, (int)usage["totalTokenCount"]!);
        Assert.Equal("TEXT", (string?)usage["promptTokensDetails"]![0]!["modality"]);
        Assert.True((bool)Parts(answer)[0]!["thought"]!);
        Assert.NotNull(Parts(answer).Last()!["thoughtSignature"]);
        Assert.Equal(Price + (thoughts * 3m / 1_000_000), gemini.Simulator.Calls.Single().BilledUsd);
    }

    [Theory]
    [InlineData(ThoughtMode.Drafts, null, true, false)]
    [InlineData(ThoughtMode.None, "draft-and-final", true, false)]
    [InlineData(ThoughtMode.None, "two-images", false, false)]
    [InlineData(ThoughtMode.None, "thought-only-image", true)]
    public async Task Images_OfAnAnswer_AreFlaggedAsThoughts(ThoughtMode mode, string? fault, params bool[] flags)
    {
        await using var plain = await StartAsync(new SimulatorOptions());
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Thoughts = mode,
            Faults = fault is null ? FaultMix.None : FaultMix.Of(SimulatedFault.Parse(fault)!),
        });

        var answer = await gemini.Client.AskAsync("A fox");

        var images = Parts(answer).Where(p => p!["inlineData"] is not null).ToArray();
        Assert.Equal(flags, images.Select(p => p!["thought"] is not null));
        var last = Convert.FromBase64String((string)images[^1]!["inlineData"]!["data"]!);
        Assert.Equal((await plain.Client.AskAsync("A fox")).Image, last);
        Assert.Equal(images.Length, images.Select(p => (string?)p!["inlineData"]!["data"]).Distinct().Count());
        Assert.Equal(1, gemini.Simulator.Stats.Images);
    }

    [Theory]
    [InlineData("base64-url-safe")]
    [InlineData("base64-line-breaks")]
    [InlineData("data-url")]
    [InlineData("octet-stream")]
    [InlineData("no-media-type")]
    public async Task Relay_WritesTheSameImageAsItLikes(string fault)
    {
        await using var plain = await StartAsync(new SimulatorOptions());
        await using var gemini = await StartAsync(new SimulatorOptions { Faults = FaultMix.Of(SimulatedFault.Parse(fault)!) });
        var expected = Convert.ToBase64String((await plain.Client.AskAsync("A fox")).Image);

        var inline = (await gemini.Client.AskAsync("A fox")).InlineData!;

        var written = (string)inline["data"]!;
        var marks = fault switch { "base64-line-breaks" => "\r\n", "data-url" => "data:image/jpeg;base64,", _ => "" };
        Assert.Contains(marks, written, StringComparison.Ordinal);
        if (fault == "base64-url-safe") Assert.Equal(-1, written.AsSpan().IndexOfAny('+', '/', '='));
        var type = (string?)inline["mimeType"];
        Assert.Equal(fault switch { "octet-stream" => "application/octet-stream", "no-media-type" => null, _ => "image/jpeg" }, type);
        var plainForm = written.Split(',')[^1].Replace("\r\n", "", StringComparison.Ordinal).Replace('-', '+').Replace('_', '/');
        Assert.Equal(expected.TrimEnd('='), plainForm.TrimEnd('='));
        Assert.Equal((1, Price), (gemini.Simulator.Stats.Images, gemini.Simulator.Calls.Single().BilledUsd));
    }

    [Theory]
    [InlineData("cut-before-answer", 0.067)]
    [InlineData("cut-mid-body", 0.067)]
    [InlineData("truncated-image", 0.067)]
    [InlineData("unavailable", 0)]
    [InlineData("deadline-exceeded", 0)]
    [InlineData("text-refusal", 0)]
    [InlineData("stray-429", 0)]
    public async Task Bill_HasWhatWasGeneratedWhetherItArrivedOrNot(string fault, decimal usd)
    {
        await using var gemini = await StartAsync(new SimulatorOptions { Faults = FaultMix.Of(SimulatedFault.Parse(fault)!) });

        try
        {
            await gemini.Client.AskAsync("A fox");
        }
        catch (HttpRequestException)
        {
        }

        await Eventually.TrueAsync(() => gemini.Simulator.Calls.Length == 1);
        Assert.Equal((usd, usd), (gemini.Simulator.Calls.Single().BilledUsd, gemini.Simulator.Stats.EstimatedCostUsd));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("slow:600s")]
    public async Task Bill_ClientGaveUp_StillHasTheImage(string fault)
    {
        await using var gemini = await StartAsync(new SimulatorOptions { Faults = FaultMix.Of(SimulatedFault.Parse(fault)!) });
        using var cancellation = new CancellationTokenSource();
        var call = gemini.Client.AskAsync("A fox", cancellationToken: cancellation.Token);
        await Eventually.TrueAsync(() => gemini.Simulator.Stats is { InFlight: 1, EstimatedCostUsd: Price });

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.TrueAsync(() => gemini.Simulator.Calls.Length == 1);
        Assert.Equal((true, Price), (gemini.Simulator.Calls.Single().GaveUp, gemini.Simulator.Calls.Single().BilledUsd));
    }

    [Fact]
    public async Task Slow_AnswersWhenItsTimeHasPassed()
    {
        await using var gemini = await StartAsync(
            new SimulatorOptions { Faults = FaultMix.Of(SimulatedFault.Slow(TimeSpan.FromSeconds(600))), Speed = 2 });
        var call = gemini.Client.AskAsync("A fox");
        await gemini.Clock.WhenTimersPendingAsync(1);

        gemini.Clock.Advance(TimeSpan.FromSeconds(299.9));
        Assert.False(call.IsCompleted);
        gemini.Clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.NotNull((await call).InlineData);
        Assert.Equal(("slow:600s", 1), (gemini.Simulator.Calls.Single().Outcome, gemini.Simulator.Stats.Images));
    }

    [Fact]
    public async Task Bill_RequestCutBeforeItWasWhole_IsNothing()
    {
        await using var gemini = await StartAsync(new SimulatorOptions());
        var address = new Uri(gemini.Simulator.BaseUrl);
        using (var socket = new TcpClient(address.Host, address.Port))
        {
            var head = $"POST /v1beta/models/{GeminiClient.Model}:generateContent HTTP/1.1\r\nHost: x\r\nx-goog-api-key: test-key-1\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"contents\":";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            socket.Client.LingerState = new LingerOption(true, 0);
        }

        await Eventually.TrueAsync(() => gemini.Simulator.Calls.Length == 1);
        var call = gemini.Simulator.Calls.Single();
        Assert.Equal(("request-cut", 0, 0m, true), (call.Outcome, call.Status, call.BilledUsd, call.GaveUp));
        Assert.Equal(0, gemini.Simulator.Stats.InFlight);
    }

    [Fact]
    public async Task Shape_ByResponseFormat_IsReadAsByImageConfig()
    {
        await using var gemini = await StartAsync(new SimulatorOptions());
        var body = GeminiClient.Body("A fox");
        var config = body["generationConfig"]!.AsObject();
        config.Remove("imageConfig");
        config["responseFormat"] = new JsonObject { ["image"] = new JsonObject { ["aspectRatio"] = "16:9", ["imageSize"] = "4K" } };

        Assert.Equal(
            (await gemini.Client.PostAsync(GeminiClient.Body("A fox", size: "4K"))).Image, (await gemini.Client.PostAsync(body)).Image);
        Assert.Equal([0.151m, 0.151m], gemini.Simulator.Calls.Select(c => c.BilledUsd));
        config["responseFormat"]!["image"]!["imageSize"] = "8K";
        Assert.Equal(400, (int)(await gemini.Client.PostAsync(body)).Status);
    }

    private static JsonArray Parts(Answer answer) => answer.Json["candidates"]![0]!["content"]!["parts"]!.AsArray();

    private static Task<SimulatedGemini> StartAsync(SimulatorOptions options) =>
        SimulatedGemini.StartAsync(options with { Images = ImageMode.Tiny });
}
