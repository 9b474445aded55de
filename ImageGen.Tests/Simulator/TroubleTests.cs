using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Tests.Simulator;

public sealed class TroubleTests
{
    private const string Model = GeminiClient.Model;

    private static readonly SimulatorOptions TwoProjects = new()
    {
        Keys = [new("test-key-1", "project-a"), new("test-key-2", "project-b"), new("test-key-3", "project-b")],
        Images = ImageMode.Tiny,
    };

    [Fact]
    public async Task Overload_CoversItsSpanFromTheFirstCallOn()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with
        {
            Speed = 2,
            Overloads = [new(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(60)) { AnswersAfter = TimeSpan.Zero }],
        });
        gemini.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));

        gemini.Clock.Advance(TimeSpan.FromSeconds(29.999));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        gemini.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(gemini));
        gemini.Clock.Advance(TimeSpan.FromSeconds(59.999));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(gemini, "test-key-2"));
        gemini.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));

        Assert.Equal(2, gemini.Simulator.Stats.Faults["overload"]);
        Assert.All(gemini.Simulator.Calls.Where(c => c.Status == 503), c => Assert.Equal(0, c.BilledUsd));
    }

    [Fact]
    public async Task Overload_AnswersAfterItsDelay()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with { Overloads = [new(TimeSpan.MaxValue)] });
        var call = gemini.Client.AskAsync("A fox");
        await gemini.Clock.WhenTimersPendingAsync(1);

        gemini.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("UNAVAILABLE", (string?)(await call).Error["status"]);
        Assert.Equal(TimeSpan.FromSeconds(1), gemini.Simulator.Calls.Single().Latency);
    }

    [Fact]
    public async Task Overload_OfOneProject_LeavesTheOthers()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with
        {
            Overloads = [new(TimeSpan.MaxValue, Project: "project-b") { AnswersAfter = TimeSpan.Zero }],
        });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        gemini.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(gemini, "test-key-3"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
    }

    [Theory]
    [InlineData(false, HttpStatusCode.PaymentRequired)]
    [InlineData(true, HttpStatusCode.TooManyRequests)]
    public async Task Prepaid_UsedUp_StopsEveryProjectOfTheAccountUntilItIsToppedUp(bool isOldForm, HttpStatusCode status)
    {
        var account = new BillingAccount(0.1m, ["project-a", "project-b"]) { AnswersWith429 = isOldForm };
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with
        {
            Keys = [.. TwoProjects.Keys, new SimulatorKey("test-key-4", "project-c")],
            Accounts = [account],
        });
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini, "test-key-2"));

        var refused = await gemini.Client.AskAsync("A fox", "test-key-2");

        Assert.Equal(status, refused.Status);
        Assert.Equal("RESOURCE_EXHAUSTED", (string?)refused.Error["status"]);
        Assert.Null(refused.Error["details"]);
        Assert.Contains("https://ai.studio/projects", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(status, await StatusAsync(gemini));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini, "test-key-4"));
        gemini.Simulator.TopUp(1, "project-a");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini, "test-key-3"));
    }

    [Fact]
    public async Task LostModel_Is404ForThatProjectAlone()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with { LostModels = [new("project-b", Model)] });

        var refused = await gemini.Client.AskAsync("A fox", "test-key-2");

        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Contains("no longer available to new users", refused.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        gemini.Simulator.LoseModel(new LostModel(Project: null, Model));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gemini));
    }

    [Fact]
    public async Task StrayLimit_AsksForAShortDelayAndDoesNotCount()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with
        {
            RequestsPerWindow = 2,
            Speed = 2,
            Script = [ScriptedFault.ForAny(SimulatedFault.StrayPerMinute, times: 3)],
        });

        var stray = await gemini.Client.AskAsync("A fox");
        Assert.Equal(["GenerateRequestsPerMinutePerProjectPerModel"], stray.QuotaIds);
        Assert.Equal("10s", stray.RetryDelay);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(gemini));

        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(gemini));
        Assert.Equal(2, gemini.Simulator.Stats.Projects["project-a"].Today);
        Assert.Equal((3, 1), ((int)gemini.Simulator.Stats.RateLimited["stray-429"], (int)gemini.Simulator.Stats.RateLimited["per-minute"]));
    }

    [Fact]
    public async Task Script_ForAProject_StrikesAllOfItsKeysAndNoOther()
    {
        await using var gemini = await SimulatedGemini.StartAsync(TwoProjects with
        {
            Script = [ScriptedFault.ForProject("project-b", SimulatedFault.Location)],
        });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gemini));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(gemini, "test-key-2"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(gemini, "test-key-3"));
    }

    private static async Task<HttpStatusCode> StatusAsync(SimulatedGemini gemini, string key = "test-key-1") =>
        (await gemini.Client.AskAsync("A fox", key)).Status;
}
