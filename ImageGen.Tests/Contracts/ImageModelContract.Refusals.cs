using ImageGen.Simulator;
using ImageGen.Simulator.Limits;

namespace ImageGen.Tests.Contracts;

/// <summary>Refusals: limits, keys, models, requests, and what the service says of them.</summary>
public abstract partial class ImageModelContract
{
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
    public Task Generate_ErrorAnswerThatIsCut_IsJudgedByItsStatusForItCostsNothing(int status, FailureKind kind) =>
        FailsAsync(kind, async stream =>
        {
            var read = new byte[64 * 1024];
            for (var text = ""; !text.Contains("\r\n\r\n{", StringComparison.Ordinal);)
            {
                text += Encoding.Latin1.GetString(read, 0, await stream.ReadAsync(read));
            }

            await stream.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 5000\r\n\r\n{{\"error\": {{"));
        });
}
