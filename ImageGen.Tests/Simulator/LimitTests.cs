using ImageGen.Simulator;

namespace ImageGen.Tests.Simulator;

public sealed class LimitTests
{
    private static readonly SimulatorOptions TwoKeysOneProject = new()
    {
        Keys = [new("test-key-1", "project-a"), new("test-key-2", "project-a"), new("test-key-3", "project-b")],
        RequestsPerWindow = 4,
        Images = ImageMode.Tiny,
    };

    [Fact]
    public async Task Window_KeysOfOneProject_ShareIt()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject);
        await AskAsync(gemini, 2, "test-key-1");
        await AskAsync(gemini, 2, "test-key-2");

        var refused = await gemini.Client.AskAsync("A fox", "test-key-2");
        var other = await gemini.Client.AskAsync("A fox", "test-key-3");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task Window_Exceeded_Is429InTheServicesShape()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject);
        await AskAsync(gemini, 4);
        gemini.Clock.Advance(TimeSpan.FromSeconds(16.3));

        var refused = await gemini.Client.AskAsync("A fox");

        Assert.Equal("RESOURCE_EXHAUSTED", (string?)refused.Error["status"]);
        Assert.Contains("limit: 4, model: gemini-3.1-flash-image\nPlease retry in 43.7s.", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("44s", refused.RetryDelay);
        var violation = Assert.Single(refused.Detail("QuotaFailure")!["violations"]!.AsArray())!;
        Assert.Equal("GenerateRequestsPerMinutePerProjectPerModel", (string?)violation["quotaId"]);
        Assert.Equal("generativelanguage.googleapis.com/generate_requests_per_model", (string?)violation["quotaMetric"]);
        Assert.Equal("4", (string?)violation["quotaValue"]);
        Assert.Equal("gemini-3.1-flash-image", (string?)violation["quotaDimensions"]!["model"]);
        Assert.NotNull(refused.Detail("Help")!["links"]![0]!["url"]);
    }

    [Fact]
    public async Task Window_Slides_OnlyRequestsOfTheLastMinuteCount()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject);
        await AskAsync(gemini, 2);
        gemini.Clock.Advance(TimeSpan.FromSeconds(30));
        await AskAsync(gemini, 2);

        gemini.Clock.Advance(TimeSpan.FromSeconds(29.999));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gemini.Client.AskAsync("A fox")).Status);

        gemini.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await AskAsync(gemini, 2);
        var refused = await gemini.Client.AskAsync("A fox");
        Assert.Equal("30s", refused.RetryDelay);
    }

    [Fact]
    public async Task Window_RefusedRequests_DoNotCount()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject);
        await AskAsync(gemini, 4);
        gemini.Clock.Advance(TimeSpan.FromSeconds(59));
        for (var i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.TooManyRequests, (await gemini.Client.AskAsync("A fox")).Status);

        gemini.Clock.Advance(TimeSpan.FromSeconds(1));

        await AskAsync(gemini, 4);
        var project = gemini.Simulator.Stats.Projects["project-a"];
        Assert.Equal(4, project.MaxAdmittedInWindow);
        Assert.Equal(10, project.MaxArrivedInWindow);
        Assert.Equal(4, project.Limit);
        Assert.Equal(6, gemini.Simulator.Stats.RateLimited["per-minute"]);
    }

    [Fact]
    public async Task Window_OtherModel_HasItsOwn()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject);
        await AskAsync(gemini, 4);

        var answer = await gemini.Client.PostAsync(GeminiClient.Body(), model: "gemini-3-pro-image");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Window_ProjectWithItsOwnLimit_GoesByThat()
    {
        var limits = ImmutableDictionary<string, int>.Empty.Add("project-a", 1);
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject with { RequestsByProject = limits });
        await AskAsync(gemini, 1);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await gemini.Client.AskAsync("A fox")).Status);
        await AskAsync(gemini, 4, "test-key-3");
    }

    [Fact]
    public async Task Window_Compressed_EndsAndTellsItsDelayCompressed()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject with { Speed = 20 });
        await AskAsync(gemini, 4);
        gemini.Clock.Advance(TimeSpan.FromSeconds(0.65));

        Assert.Equal("2.35s", (await gemini.Client.AskAsync("A fox")).RetryDelay);

        gemini.Clock.Advance(TimeSpan.FromSeconds(2.35));
        await AskAsync(gemini, 4);
    }

    [Theory]
    [InlineData("2026-11-20T07:59:00Z", "2026-11-20T08:00:00Z")]
    [InlineData("2026-07-15T06:59:00Z", "2026-07-15T07:00:00Z")]
    public async Task Day_Exceeded_LastsUntilMidnightPacific(string before, string midnight)
    {
        await using var gemini = await SimulatedGemini.StartAsync(
            TwoKeysOneProject with { RequestsPerWindow = null, RequestsPerDay = 3 },
            DateTimeOffset.Parse(before, System.Globalization.CultureInfo.InvariantCulture));
        var pacificMidnight = DateTimeOffset.Parse(midnight, System.Globalization.CultureInfo.InvariantCulture);
        await AskAsync(gemini, 3);

        var refused = await gemini.Client.AskAsync("A fox", "test-key-2");
        Assert.Equal(["GenerateRequestsPerDayPerProjectPerModel"], refused.QuotaIds);
        Assert.Equal("60s", refused.RetryDelay);

        gemini.Clock.AdvanceTo(pacificMidnight - TimeSpan.FromTicks(1));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gemini.Client.AskAsync("A fox")).Status);

        gemini.Clock.AdvanceTo(pacificMidnight);
        await AskAsync(gemini, 3);
        Assert.Equal(3, gemini.Simulator.Stats.Projects["project-a"].Today);
    }

    [Fact]
    public async Task DayAndWindow_BothExceeded_AreBothNamed()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject with { RequestsPerDay = 4 });
        await AskAsync(gemini, 4);

        var refused = await gemini.Client.AskAsync("A fox");

        Assert.Equal(["GenerateRequestsPerMinutePerProjectPerModel", "GenerateRequestsPerDayPerProjectPerModel"], refused.QuotaIds);
    }

    [Fact]
    public async Task Spend_Exceeded_Is429WithoutQuotaUntilTheWindowSlides()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoKeysOneProject with { SpendLimitUsd = 0.14m });
        await AskAsync(gemini, 2);

        var refused = await gemini.Client.AskAsync("A fox", "test-key-2");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Null(refused.Detail("QuotaFailure"));
        Assert.Null(refused.Detail("RetryInfo"));
        Assert.DoesNotContain("limit: 0", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox", "test-key-3")).Status);
        gemini.Clock.Advance(TimeSpan.FromMinutes(10));
        await AskAsync(gemini, 2);
        Assert.Equal(5 * 0.067m, gemini.Simulator.Stats.EstimatedCostUsd);
    }

    private static async Task AskAsync(SimulatedGemini gemini, int times, string key = "test-key-1")
    {
        for (var i = 0; i < times; i++) Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox", key)).Status);
    }
}
