using static ImageGen.Tests.Core.Models.Gemini.ErrorBodies;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>What a 429 or 402 means: limits of a minute and a day, no entitlement, no money.</summary>
public sealed class QuotaErrorsTests
{
    [Fact]
    public void Read_LimitPerMinute_WaitsAsLongAsTheServiceSays()
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", Intro + " Please retry in 43.7s.", Quota((Minute, "10")), Retry("47s"));

        Assert.Equal(
            (FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(47), "RESOURCE_EXHAUSTED"), (why.Kind, why.RetryAfter, why.Code));
        Assert.Contains($"(10, {Minute})", why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Please retry in 43.7s.", 43_700)]
    [InlineData("Please retry in 58.821668433s.", 58_822)]
    [InlineData("Please retry in 861.94ms.", 862)]
    [InlineData("Please retry in 1h2m3.5s.", 3_723_500)]
    [InlineData("Please retry in 2m.", 120_000)]
    [InlineData("Please retry in 99999999s.", 86_400_000)]
    public void Read_DelayInTheMessageOnly_IsTaken(string message, int milliseconds)
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10")));

        Assert.Equal(FailureKind.RateLimitedPerMinute, why.Kind);
        Assert.Equal(milliseconds, why.RetryAfter!.Value.TotalMilliseconds, 1.0);
    }

    [Theory]
    [InlineData("Please retry in a while.")]
    [InlineData("Please retry in -5s.")]
    [InlineData("Please retry in .")]
    public void Read_NoDelayThatCanBeRead_LeavesItToTheDefault(string message) =>
        Assert.Null(Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10")), Retry("soon")).RetryAfter);

    [Fact]
    public void Read_LimitPerDay_DoesNotTrustTheDelay()
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", Intro + " Please retry in 43.7s.", Quota((Day, "250")), Retry("47s"));

        Assert.Equal((FailureKind.RateLimitedPerDay, (TimeSpan?)null), (why.Kind, why.RetryAfter));
        Assert.Contains("midnight Pacific", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralLimits_TheLongestWins()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerDay, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Minute, "10"), (Day, "250")), Retry("47s")).Kind);
        Assert.Equal(FailureKind.NotEntitled, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Day, "250"), (Minute, "0"))).Kind);
        Assert.Equal(
            TimeSpan.FromSeconds(90),
            Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Minute, "10")), Retry("47s"), Retry("90s"), Retry("3s")).RetryAfter);
    }

    [Theory]
    [InlineData("* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: "
        + "gemini-3-pro-image")]
    [InlineData("* Quota exceeded, limit: 0")]
    [InlineData("* Quota exceeded for metric: a/b, limit: 20, model: x\n* Quota exceeded for metric: a/c, limit: 0\nPlease retry in 5s.")]
    public void Read_LimitZero_IsNotEntitled(string message) =>
        Assert.Equal(
            FailureKind.NotEntitled,
            Read(429, "RESOURCE_EXHAUSTED", Intro + "\n" + message, Quota((Day, null), (Minute, null)), Retry("5s")).Kind);

    [Theory]
    [InlineData("limit: 05")]
    [InlineData("limit: 0.5")]
    [InlineData("limit: 10")]
    public void Read_LimitThatOnlyBeginsWithZero_IsStillPerMinute(string message) =>
        Assert.Equal(FailureKind.RateLimitedPerMinute, Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10"))).Kind);

    [Fact]
    public void Read_LimitNamedByTheMessageOnly_IsTaken()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerDay,
            Read(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for metric: x/generate_requests_per_model_per_day, limit: 250\nPlease retry in 5s.").Kind);
        var other = Read(
            429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: x/generate_content_free_tier_requests, limit: 20\nPlease retry in 5s.");
        Assert.Equal((FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(5)), (other.Kind, other.RetryAfter));
    }

    [Theory]
    [InlineData("""{"quotaMetric": "x/generate_requests_per_model_per_day"}""", FailureKind.RateLimitedPerDay)]
    [InlineData("""{"subject": "RequestsPerDay"}""", FailureKind.RateLimitedPerDay)]
    [InlineData("""{"quotaId": "RequestsPerMinute", "quotaMetric": "x/requests_per_day"}""", FailureKind.RateLimitedPerMinute)]
    [InlineData("""{"quotaMetric": "x/requests_per_minute", "subject": "RequestsPerDay"}""", FailureKind.RateLimitedPerMinute)]
    public void Read_LimitWithoutAnId_IsKnownByWhateverNamesItBest(string violation, FailureKind kind) =>
        Assert.Equal(
            kind,
            Read(429, "RESOURCE_EXHAUSTED", Intro, new JsonObject { ["violations"] = new JsonArray(JsonNode.Parse(violation)) }).Kind);

    [Fact]
    public void Read_UnknownLimit_IsWaitedForIfTheServiceSaysHowLong()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerMinute,
            Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("RequestsPerFortnight", "10")), Retry("47s")).Kind);
        Assert.Equal(FailureKind.SpendLimited, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("RequestsPerFortnight", "10"))).Kind);
        Assert.Equal(FailureKind.SpendLimited, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("SpendPerProject", "10")), Retry("47s")).Kind);
    }

    [Fact]
    public void Read_BareOrSpend429_BacksOff()
    {
        Assert.Equal(
            (FailureKind.SpendLimited, (TimeSpan?)null),
            KindAndDelay(Read(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")));
        Assert.Equal(
            (FailureKind.SpendLimited, TimeSpan.FromSeconds(30)), KindAndDelay(Read(429, "RESOURCE_EXHAUSTED", Intro, Retry("30s"))));
    }

    /// <summary>A limit of 0 is left out of <c>quotaValue</c>; the ErrorInfo beside it says it.</summary>
    [Theory]
    [InlineData("0", FailureKind.NotEntitled)]
    [InlineData("60", FailureKind.RateLimitedPerMinute)]
    public void Read_LimitOfAnErrorInfo_IsTaken(string value, FailureKind kind)
    {
        var info = Info("RATE_LIMIT_EXCEEDED");
        info["metadata"] = new JsonObject
        {
            ["quota_limit"] = "GenerateContentRequestsPerMinutePerProjectPerRegion",
            ["quota_limit_value"] = value,
        };

        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", info).Kind);
        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", Quota((Minute, null)), info, Retry("7s")).Kind);
    }

    [Theory]
    [InlineData("1/min/{project}", FailureKind.RateLimitedPerMinute)]
    [InlineData("1/d/{project}", FailureKind.RateLimitedPerDay)]
    public void Read_LimitKnownByItsUnit_IsOfThatPeriod(string unit, FailureKind kind)
    {
        var info = Info("RATE_LIMIT_EXCEEDED");
        info["metadata"] = new JsonObject { ["quota_limit"] = "Requests", ["quota_limit_value"] = "5", ["quota_unit"] = unit };

        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", info).Kind);
    }
}
