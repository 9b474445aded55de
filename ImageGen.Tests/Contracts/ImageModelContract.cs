using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using ImageGen.Imaging;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Support;

namespace ImageGen.Tests.Contracts;

/// <summary>
/// What every <see cref="IImageModel"/> over Gemini keeps, over real HTTP. One subclass per adapter. Uses nothing of a host, so that the
/// cloud's tests can link this file (with <c>CannedServer</c>, <c>TestImage</c> and <c>ManualTimeProvider</c>).
/// </summary>
public abstract class ImageModelContract
{
    private const string Model = "gemini-3.1-flash-image";
    private const string Prompt = "A lighthouse keeper counts seventeen gulls, gouache, soft edges.";
    private static readonly ApiKey Key = new("clear-1", "test-key-contract-1");
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Dictionary<SimulatedFault, FailureKind> Failures = new()
    {
        [SimulatedFault.StrayPerMinute] = FailureKind.RateLimitedPerMinute,
        [SimulatedFault.PerMinute] = FailureKind.RateLimitedPerMinute,
        [SimulatedFault.PerDay] = FailureKind.RateLimitedPerDay,
        [SimulatedFault.PerMinuteAndDay] = FailureKind.RateLimitedPerDay,
        [SimulatedFault.NotEntitled] = FailureKind.NotEntitled,
        [SimulatedFault.Spend] = FailureKind.SpendLimited,
        [SimulatedFault.Prepaid] = FailureKind.CreditExhausted,
        [SimulatedFault.PrepaidAsBare429] = FailureKind.CreditExhausted,
        [SimulatedFault.Location] = FailureKind.LocationRefused,
        [SimulatedFault.Bare] = FailureKind.SpendLimited,
        [SimulatedFault.InternalError] = FailureKind.Transient,
        [SimulatedFault.HtmlErrorPage] = FailureKind.Transient,
        [SimulatedFault.Unavailable] = FailureKind.Transient,
        [SimulatedFault.DeadlineExceeded] = FailureKind.Transient,
        [SimulatedFault.HtmlInsteadOfJson] = FailureKind.Transient,
        [SimulatedFault.Redirect] = FailureKind.Transient,
        [SimulatedFault.CutBeforeAnswer] = FailureKind.Unanswered,
        [SimulatedFault.CutMidBody] = FailureKind.Unanswered,
        [SimulatedFault.HugeBody] = FailureKind.Unanswered,
        [SimulatedFault.TextRefusal] = FailureKind.NoImage,
        [SimulatedFault.TextOnly] = FailureKind.NoImage,
        [SimulatedFault.NoCandidates] = FailureKind.NoImage,
        [SimulatedFault.InvalidKey] = FailureKind.InvalidKey,
        [SimulatedFault.LeakedKey] = FailureKind.InvalidKey,
        [SimulatedFault.InvalidRequest] = FailureKind.InvalidRequest,
        [SimulatedFault.ModelLost] = FailureKind.ModelUnavailable,
        [SimulatedFault.ModelGone] = FailureKind.ModelUnavailable,
        [SimulatedFault.FinishedWith("NO_IMAGE")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("IMAGE_OTHER")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("OTHER")] = FailureKind.NoImage,
        [SimulatedFault.FinishedWith("IMAGE_SOMETHING_NEW")] = FailureKind.NoImage,
        [SimulatedFault.PromptBlocked()] = FailureKind.ContentBlocked,
        [SimulatedFault.PromptBlocked("A_NEW_REASON")] = FailureKind.ContentBlocked,
    };

    /// <summary>Odd answers that hold a whole image.</summary>
    private static readonly SimulatedFault[] Whole =
    [
        SimulatedFault.ThoughtOnlyImage, SimulatedFault.DraftAndFinal, SimulatedFault.TwoImages, SimulatedFault.Base64UrlSafe,
        SimulatedFault.Base64LineBreaks, SimulatedFault.DataUrl, SimulatedFault.OctetStream, SimulatedFault.NoMediaType,
    ];

    /// <summary>Images that an adapter hands on as they are: whether they are whole is for Core to see.</summary>
    private static readonly Dictionary<SimulatedFault, (string MediaType, Type Check, ImageFormat? Format)> Images = new()
    {
        [SimulatedFault.Jpeg] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.JpegLabelledPng] = ("image/png", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.TruncatedImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.ZeroedImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.BrokenImage] = ("image/jpeg", typeof(ImageCheck.Broken), ImageFormat.Jpeg),
        [SimulatedFault.WrongType] = ("image/jpeg", typeof(ImageCheck.Broken), null),
        [SimulatedFault.NotAnImage] = ("image/jpeg", typeof(ImageCheck.Broken), null),
        [SimulatedFault.MislabelledImage] = ("image/png", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.NoEndMarker] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
        [SimulatedFault.TrailingBytes] = ("image/jpeg", typeof(ImageCheck.Whole), ImageFormat.Jpeg),
    };

    public static TheoryData<string> FailureNames =>
        new(Failures.Keys.Concat(SimulatedFault.BlockReasons.Select(SimulatedFault.FinishedWith)).Select(f => f.Name));

    public static TheoryData<string> WholeNames => new(Whole.Select(f => f.Name));

    public static TheoryData<string> ImageNames => new(Images.Keys.Select(f => f.Name));

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
    public async Task Generate_ReferencesAndShape_ReachTheServiceWithTheirLabels()
    {
        var png = TestImage.Png(1);
        SimulatorSeen? seen = null;
        await using var simulator = await StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            Script =
            [
                new ScriptedFault(SimulatedFault.Unavailable, r =>
                {
                    seen = new SimulatorSeen(
                        r.Texts, [.. r.References.Select(i => (i.MimeType, i.Label, i.Bytes.ToArray()))], r.AspectRatio, r.ImageSize);
                    return false;
                }),
            ],
        });
        var request = Request() with
        {
            References = [new ReferenceImage(
                "Style reference:", png, ImageFormat.Png), new ReferenceImage("Previous frame:", png, ImageFormat.Png)],
            AspectRatio = "16:9",
            ImageSize = "2K",
        };

        Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator, request));

        Assert.Equal(["Style reference:", "Previous frame:", Prompt], seen!.Texts.AsEnumerable());
        Assert.Equal(["Style reference:", "Previous frame:"], seen.Images.Select(i => i.Label));
        Assert.All(seen.Images, i => Assert.Equal("image/png", i.MimeType));
        Assert.All(seen.Images, i => Assert.Equal(png, i.Bytes));
        Assert.Equal(("16:9", "2K"), (seen.AspectRatio, seen.ImageSize));
    }

    [Fact]
    public async Task Generate_FourteenReferences_ReachTheServiceInTheirOrder()
    {
        SimulatorSeen? seen = null;
        await using var simulator = await StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            Script =
            [
                new ScriptedFault(SimulatedFault.Unavailable, r =>
                {
                    seen = new SimulatorSeen(r.Texts, [.. r.References.Select(i => (i.MimeType, i.Label, i.Bytes.ToArray()))], null, null);
                    return false;
                }),
            ],
        });
        ReferenceImage[] references = [.. Enumerable.Range(1, 14).Select(n => new ReferenceImage(
            $"Character \"hare-{n}\": A häre, \u4e00 \"brown\" one.", TestImage.Png(n), ImageFormat.Png))];

        Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator, Request() with { References = [.. references] }));

        Assert.Equal(references.Select(r => r.Label), seen!.Images.Select(i => i.Label));
        Assert.Equal(references.Select(r => r.Bytes.ToArray()), seen.Images.Select(i => i.Bytes));
    }

    [Theory]
    [MemberData(nameof(FailureNames))]
    public async Task Generate_Fault_IsItsFailureAfterOneCallAndGivesNothingAway(string name)
    {
        var fault = SimulatedFault.Parse(name)!;
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(fault, int.MaxValue));

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(simulator)).Why;

        Assert.Equal(Failures.GetValueOrDefault(fault, FailureKind.ContentBlocked), why.Kind);
        Assert.Equal(!Failures.ContainsKey(fault), why.IsOutputBlock);
        Assert.Single(simulator.Calls);
        GivesNothingAway(why);
    }

    [Theory]
    [MemberData(nameof(ImageNames))]
    public async Task Generate_ImageThatIsNotWhatItClaims_IsHandedOn(string name)
    {
        var (mediaType, check, format) = Images[SimulatedFault.Parse(name)!];
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Parse(name)!));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator));

        Assert.Equal(mediaType, image.MediaType);
        var found = new VipsImageCodec().Check(image.Bytes);
        Assert.IsType(check, found);
        Assert.Equal(format, found switch { ImageCheck.Whole w => w.Format, ImageCheck.Broken b => b.Format, _ => null });
    }

    [Theory]
    [MemberData(nameof(WholeNames))]
    public async Task Generate_OddAnswerWithAnImage_GivesIt(string name)
    {
        await using var simulator = await StartAsync();
        simulator.AddFault(ScriptedFault.ForAny(SimulatedFault.Parse(name)!));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(simulator));

        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.Bytes));
    }

    [Fact]
    public void Faults_OfTheSimulator_AreAllTested() =>
        Assert.Empty(SimulatedFault.All.Except(Failures.Keys).Except(Images.Keys).Except(Whole).Except([SimulatedFault.Hang]));

    [Fact]
    public async Task Generate_LimitPerMinute_SaysHowLongToWait()
    {
        await using var simulator = await StartAsync(new SimulatorOptions { Images = ImageMode.Tiny, RequestsPerWindow = 1 });
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromMinutes(2), TimeProvider.System));

        Assert.IsType<ModelAnswer.Image>(await model.Value.GenerateAsync(Request(), Key, None));
        var why = Assert.IsType<ModelAnswer.NoImage>(await model.Value.GenerateAsync(Request(), Key, None)).Why;

        Assert.Equal((FailureKind.RateLimitedPerMinute, "RESOURCE_EXHAUSTED"), (why.Kind, why.Code));
        Assert.InRange(why.RetryAfter!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
    }

    [Theory]
    [InlineData(KeyState.Invalid, FailureKind.InvalidKey)]
    [InlineData(KeyState.Expired, FailureKind.InvalidKey)]
    [InlineData(KeyState.Leaked, FailureKind.InvalidKey)]
    [InlineData(KeyState.ServiceDisabled, FailureKind.InvalidKey)]
    [InlineData(KeyState.NotEntitled, FailureKind.NotEntitled)]
    public async Task Generate_KeyThatIsNoGood_IsTheKeysFailureWithItsId(KeyState state, FailureKind kind)
    {
        await using var simulator = await StartAsync(new SimulatorOptions { Keys = [new SimulatorKey(Key.Value, State: state)] });

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(simulator)).Why;

        Assert.Equal(kind, why.Kind);
        Assert.Contains(Key.Id, why.Reason, StringComparison.Ordinal);
        GivesNothingAway(why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("test-key-contract-1\n")]
    [InlineData("test key")]
    [InlineData("schlüssel")]
    public async Task Generate_KeyThatCannotBeSent_IsInvalid(string value)
    {
        await using var simulator = await StartAsync();
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromMinutes(2), TimeProvider.System));

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.Value.GenerateAsync(Request(), Key with { Value = value }, None)).Why;

        Assert.Equal(FailureKind.InvalidKey, why.Kind);
        Assert.Empty(simulator.Calls);
    }

    [Fact]
    public async Task Generate_UnknownModel_StopsTheRun()
    {
        await using var simulator = await StartAsync();

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(simulator, Request() with { Model = "gemini-2.5-flash-image" })).Why;

        Assert.Equal(FailureKind.ModelUnavailable, why.Kind);
        Assert.Contains("gemini-2.5-flash-image", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_RefusedSize_IsTheRequestsFailure()
    {
        await using var simulator = await StartAsync();

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(simulator, Request() with { ImageSize = "1k" })).Why;

        Assert.Equal(FailureKind.InvalidRequest, why.Kind);
        GivesNothingAway(why);
    }

    [Fact]
    public async Task Generate_AnyCall_SendsTheKeyInItsHeaderAndNowhereElse()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl);

        var sent = Assert.Single(server.Requests);
        Assert.Equal(("POST", $"/v1beta/models/{Model}:generateContent"), (sent.Method, sent.Target));
        Assert.Equal(Key.Value, sent.Headers["x-goog-api-key"]);
        Assert.DoesNotContain(
            sent.Headers,
            h =>
                h.Value.Contains(Key.Value, StringComparison.Ordinal)
                    && !h.Key.Equals("x-goog-api-key", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Key.Value, sent.Target + sent.Body, StringComparison.Ordinal);
        Assert.StartsWith("application/json", sent.Headers["Content-Type"], StringComparison.Ordinal);
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal(
            ["TEXT", "IMAGE"],
            body.RootElement.GetProperty("generationConfig").GetProperty("responseModalities").EnumerateArray().Select(m => m.GetString()));
    }

    [Fact]
    public async Task Generate_ModelWithOddCharacters_StaysOneSegmentOfTheAddress()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl, Request() with { Model = "models/../odd?x#y" });

        Assert.Equal("/v1beta/models/models%2F..%2Fodd%3Fx%23y:generateContent", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Generate_BaseUrlWithAPath_KeepsThePath()
    {
        await using var server = await CannedServer.StartAsync(200, "{}"u8.ToArray());

        await AskAsync(server.BaseUrl + "/gateway/");

        Assert.Equal($"/gateway/v1beta/models/{Model}:generateContent", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Fri, 20 Nov 2026 12:00:30 GMT", 30)]
    [InlineData("Fri, 20 Nov 2026 11:00:00 GMT", null)]
    [InlineData("soon", null)]
    public async Task Generate_RetryAfterHeader_IsTaken(string header, int? seconds)
    {
        await using var server = await CannedServer.StartAsync(503, [], ("Retry-After", header));
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromMinutes(2), new ManualTimeProvider()));

        var why = Assert.IsType<ModelAnswer.NoImage>(await model.Value.GenerateAsync(Request(), Key, None)).Why;

        Assert.Equal(seconds, why.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Generate_Redirect_IsNotFollowed(int status)
    {
        await using var elsewhere = await CannedServer.StartAsync(200, "{}"u8.ToArray());
        await using var server = await CannedServer.StartAsync(status, [], ("Location", elsewhere.BaseUrl + "/stolen"));

        await FailsAsync(FailureKind.Transient, server.BaseUrl);

        Assert.Single(server.Requests);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Generate_CompressedAnswer_IsRead()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AQID"}}]}}]}"""u8);
        }

        await using var server = await CannedServer.StartAsync(
            200, packed.ToArray(), ("Content-Encoding", "gzip"), ("Content-Type", "application/json"));

        Assert.Equal([1, 2, 3], Assert.IsType<ModelAnswer.Image>(await AskAsync(server.BaseUrl)).Bytes.ToArray());
    }

    [Fact]
    public async Task Generate_BrokenCompression_MayHaveBeenBilled()
    {
        await using var server = await CannedServer.StartAsync(
            200, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 1, 2], ("Content-Encoding", "gzip"));

        await FailsAsync(FailureKind.Unanswered, server.BaseUrl);
    }

    /// <summary>No one asked for Brotli, and its decoder throws what network code does not.</summary>
    [Fact]
    public async Task Generate_NotWhatContentEncodingSays_IsTransient()
    {
        await using var server = await CannedServer.StartAsync(200, "{\"candidates\": []}"u8.ToArray(), ("Content-Encoding", "br"));

        Assert.IsType<ModelAnswer.NoImage>(await AskAsync(server.BaseUrl));
    }

    [Fact]
    public async Task Generate_AnswerThatGoesOnBeyond64Megabytes_MayHaveBeenBilledAndItsEndIsNotAwaited()
    {
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            var megabyte = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
            for (var i = 0; i < 80; i++)
            {
                await context.Response.Body.WriteAsync(megabyte);
            }

            await letGo.Task;
        });

        await FailsAsync(FailureKind.Unanswered, server.BaseUrl).WaitAsync(Deadline);

        await letGo.Task.WaitAsync(Deadline);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", FailureKind.Transient)]
    [InlineData(200, "application/json", "", FailureKind.Unanswered)]
    [InlineData(200, "application/json", "{\"candidates\": [", FailureKind.Unanswered)]
    [InlineData(200, "application/json", "{\"candidates\": []}", FailureKind.NoImage)]
    [InlineData(403, "text/html", "<html>Your network does not allow this.</html>", FailureKind.Transient)]
    [InlineData(404, "text/html", "<html>Not here</html>", FailureKind.ModelUnavailable)]
    [InlineData(402, "text/html", "<html>Pay first</html>", FailureKind.CreditExhausted)]
    [InlineData(429, "text/html", "<html>Slow down</html>", FailureKind.SpendLimited)]
    [InlineData(503, "text/plain", "upstream connect error", FailureKind.Transient)]
    [InlineData(500, "application/json", "[]", FailureKind.Transient)]
    public async Task Generate_AnswerOfSomethingElse_IsJudgedByItsStatus(int status, string mediaType, string body, FailureKind kind)
    {
        await using var server = await CannedServer.StartAsync(status, Encoding.UTF8.GetBytes(body), ("Content-Type", mediaType));

        await FailsAsync(kind, server.BaseUrl);
    }

    /// <summary>As today's Gemini and relays in its place send images: each of them is paid for.</summary>
    public static TheoryData<string> PartsWithAnImage => new(GeminiParts.WithAnImage.Keys);

    [Theory]
    [MemberData(nameof(PartsWithAnImage))]
    public async Task Generate_ImageInAnySpelling_IsTaken(string spelling)
    {
        await using var server = await CannedServer.StartAsync(
            200, GeminiParts.Body(GeminiParts.WithAnImage[spelling]), ("Content-Type", "application/json"));

        var image = Assert.IsType<ModelAnswer.Image>(await AskAsync(server.BaseUrl));

        Assert.Equal(GeminiParts.Image, image.Bytes.ToArray());
        Assert.Equal(7, image.Usage!.Thoughts);
    }

    [Theory]
    [InlineData(
        """{"text": "I cannot show real persons. Describe an invented one."}""",
        FailureKind.NoImage,
        "It says: \"I cannot show real persons. Describe an invented one.\"")]
    [InlineData("""{"inlineData": {"mimeType": "audio/wav", "data": "UklGRiQAAABXQVZF"}}""", FailureKind.NoImage, "has no image")]
    [InlineData(
        """{"inlineData": {"mimeType": "image/png", "data": "not base64!"}}""", FailureKind.BrokenImage, "encoding that cannot be read")]
    public async Task Generate_PartsWithoutAnImage_SayWhy(string parts, FailureKind kind, string reason)
    {
        await using var server = await CannedServer.StartAsync(200, GeminiParts.Body(parts), ("Content-Type", "application/json"));

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(server.BaseUrl)).Why;

        Assert.Equal(kind, why.Kind);
        Assert.Contains(reason, why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        402, "RESOURCE_EXHAUSTED", "Your prepay credit is used up. Go to AI Studio to manage billing.", FailureKind.CreditExhausted)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted.", FailureKind.CreditExhausted)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Your project has exceeded its monthly spending cap.", FailureKind.SpendLimited)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", FailureKind.LocationRefused)]
    [InlineData(403, "PERMISSION_DENIED", "Your project has been denied access. Please contact support.", FailureKind.InvalidKey)]
    [InlineData(404, "NOT_FOUND", "This model is no longer available to new users.", FailureKind.ModelUnavailable)]
    [InlineData(503, "UNAVAILABLE", "The model is overloaded. Please try again later.", FailureKind.Transient)]
    public async Task Generate_ErrorAnswer_IsItsFailureWithTheServicesWords(int status, string word, string message, FailureKind kind)
    {
        var error = JsonSerializer.SerializeToUtf8Bytes(new { error = new { code = status, message, status = word } });
        await using var server = await CannedServer.StartAsync(status, error, ("Content-Type", "application/json"));

        var why = Assert.IsType<ModelAnswer.NoImage>(await AskAsync(server.BaseUrl)).Why;

        Assert.Equal(kind, why.Kind);
        Assert.Contains($"It says: \"{message}\"", why.Reason, StringComparison.Ordinal);
        Assert.Contains(
            kind is FailureKind.Transient ? "" : kind is FailureKind.ModelUnavailable ? Model : Key.Id,
            why.Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, FailureKind.SpendLimited)]
    [InlineData(503, FailureKind.Transient)]
    [InlineData(402, FailureKind.CreditExhausted)]
    public async Task Generate_ErrorAnswerThatIsCut_IsJudgedByItsStatusForItCostsNothing(int status, FailureKind kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();

        await FailsAsync(kind, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await serving.WaitAsync(Deadline);

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var read = new byte[64 * 1024];
            for (var text = ""; !text.Contains("\r\n\r\n{", StringComparison.Ordinal);)
            {
                text += Encoding.Latin1.GetString(read, 0, await stream.ReadAsync(read));
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 5000\r\n\r\n{{\"error\": {{"));
        }
    }

    [Fact]
    public async Task Generate_NobodyListens_IsUnreachable() => await FailsAsync(FailureKind.Unreachable, "http://127.0.0.1:1");

    [Fact]
    public async Task Generate_ServerThatSpeaksNoHttp_MayHaveBeenBilled()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();

        await FailsAsync(FailureKind.Unanswered, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await serving.WaitAsync(Deadline);

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[4], 4);
            await stream.WriteAsync("220 smtp.example ESMTP ready\r\n\r\n"u8.ToArray());
        }
    }

    [Fact]
    public async Task Generate_ServiceThatHangs_MayHaveBeenBilledAfterTheTimeoutThatIsNamed()
    {
        var clock = new ManualTimeProvider();
        await using var simulator = await StartAsync();
        var arrived = new TaskCompletionSource();
        simulator.AddFault(new ScriptedFault(SimulatedFault.Hang, _ => arrived.TrySetResult()));
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = model.Value.GenerateAsync(Request(), Key, None);
        await arrived.Task.WaitAsync(Deadline);
        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        var why = Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(Deadline)).Why;
        Assert.Equal((FailureKind.Unanswered, "TIMEOUT"), (why.Kind, why.Code));
        Assert.Contains("within 120 s (ImageGen:Gemini:Timeout)", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_AnyAnswer_SaysWhenItsRequestLeftAndNotWhenItCame()
    {
        var clock = new ManualTimeProvider();
        await using var server = await CannedServer.StartAsync(context =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = await model.Value.GenerateAsync(Request(), Key, None);

        Assert.Equal(TimeSpan.Zero, answer.SentAfter);
    }

    [Fact]
    public async Task Generate_AnswerThatStopsHalfWay_MayHaveBeenBilledAfterTheTimeoutAndTheConnectionIsLetGo()
    {
        var clock = new ManualTimeProvider();
        var half = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            await context.Response.Body.WriteAsync("{\"candidates\": ["u8.ToArray());
            await context.Response.Body.FlushAsync();
            half.SetResult();
            await letGo.Task;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), clock));

        var answer = model.Value.GenerateAsync(Request(), Key, None);
        await half.Task.WaitAsync(Deadline);
        await clock.WhenTimersPendingAsync(1).WaitAsync(Deadline);
        clock.Advance(TimeSpan.FromSeconds(120));

        Assert.Equal(FailureKind.Unanswered, Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(Deadline)).Why.Kind);
        await letGo.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Generate_CallerGivesUp_ThrowsAndLetsTheConnectionGo()
    {
        using var cancelled = new CancellationTokenSource();
        var arrived = new TaskCompletionSource();
        var letGo = new TaskCompletionSource();
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.RequestAborted.Register(letGo.SetResult);
            arrived.SetResult();
            await letGo.Task;
        });
        using var model = new Owned(Create(server.BaseUrl, TimeSpan.FromSeconds(120), new ManualTimeProvider()));

        var answer = model.Value.GenerateAsync(Request(), Key, cancelled.Token);
        await arrived.Task.WaitAsync(Deadline);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.WaitAsync(Deadline));
        await letGo.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Generate_CallerHasGivenUpBefore_MakesNoCall()
    {
        await using var simulator = await StartAsync();
        using var model = new Owned(Create(simulator.BaseUrl, TimeSpan.FromSeconds(120), TimeProvider.System));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => model.Value.GenerateAsync(Request(), Key, new CancellationToken(canceled: true)));

        Assert.Empty(simulator.Calls);
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

    private sealed record SimulatorSeen(
        ImmutableArray<string> Texts, (string MimeType, string? Label, byte[] Bytes)[] Images, string? AspectRatio, string? ImageSize);

    private sealed class Owned(IImageModel model) : IDisposable
    {
        public IImageModel Value => model;

        public void Dispose() => (model as IDisposable)?.Dispose();
    }
}
