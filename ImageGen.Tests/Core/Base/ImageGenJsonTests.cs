using ImageGen.Tests.Core.Storyboards;

namespace ImageGen.Tests.Core.Base;

public sealed class ImageGenJsonTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 3, 4, 5, TimeSpan.Zero);
    private static readonly BeatId Beat = BeatId.Parse("1.1");
    private static readonly ModelFailure Why = new(
        FailureKind.RateLimitedPerMinute, "Wait.", TimeSpan.FromSeconds(43.7), "RESOURCE_EXHAUSTED");

    private static readonly RunEvent[] EveryKind =
    [
        new RunStarted(At, 2),
        new RunPaused(At, PausedBy.CostLimit, "The limit."),
        new RunResumed(At),
        new RunResumed(At, 12.5m),
        new RunCancelled(At, true),
        new RunStopped(At, "The model was shut down."),
        new HostStopped(At),
        new AttemptStarted(At, ImageStyle.Clear, Beat, "a-1", "clear-1", 0.067m),
        new AttemptFailed(At, ImageStyle.Clear, Beat, "a-1", Why, 0),
        new AttemptAbandoned(At, ImageStyle.Clear, Beat, "a-1"),
        new BeatCompleted(At, ImageStyle.Clear, Beat, "a-1", "generated_images/x.png", "etag", 0.067m, TimeSpan.FromSeconds(8.25), null),
        new CandidateStored(At, ImageStyle.Clear, Beat, 2, "a-2", "etag", 0.067m, TimeSpan.FromSeconds(8.25), null),
        new CandidateFailed(At, ImageStyle.Clear, Beat, "a-3", Why, 0),
        new CandidateChosen(At, ImageStyle.Clear, Beat, 2),
        new CandidatePlaced(At, ImageStyle.Clear, Beat, 2, "generated_images/x.png", "etag"),
        new BeatReviewed(At, ImageStyle.Clear, Beat, true, "Ears too long.\nBut good.", "etag"),
        new BeatReviewed(At, ImageStyle.Clear, Beat, false),
        new VersionChosen(At, ImageStyle.Clear, Beat, "v-1", "etag"),
        new VersionPlaced(At, ImageStyle.Clear, Beat, "generated_images/x.png", "etag"),
        new BeatExisting(At, ImageStyle.Illustration, Beat, "generated_images/x.png", "etag"),
        new BeatFailed(At, ImageStyle.Clear, Beat, null, Why with { RetryAfter = null, Code = null }, 0),
        new BeatSkipped(At, ImageStyle.Consistent, Beat),
        new BeatLost(At, ImageStyle.Consistent, Beat),
        new StyleWaiting(At, ImageStyle.Clear, null, null),
        new StyleWaiting(At, ImageStyle.Clear, At.AddMinutes(1), "Keys cool."),
        new KeyFaultFound(At, ImageStyle.Clear, "clear-1", "Key clear-1 has expired."),
        new StyleEnded(At, ImageStyle.Clear),
        new RunEnded(At, RunStatus.CompletedWithErrors),
    ];

    public static TheoryData<RunEvent> Events => new(EveryKind);

    [Theory]
    [MemberData(nameof(Events))]
    public void Serialize_EventOfARun_ComesBackEqualAndTakesOneLine(RunEvent written)
    {
        var json = Encoding.UTF8.GetString(ImageGenJson.Write(written));

        Assert.Equal(written, RoundTrip(written));
        Assert.DoesNotContain('\n', json);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.StartsWith("{\"type\":\"", json, StringComparison.Ordinal);
    }

    /// <summary>A person reads them in a terminal; line separators would cut an event in two for some clients.</summary>
    [Fact]
    public void Answers_WordsAndAddresses_AreWrittenAsTheyAre() => Assert.Equal(
        "\"It's /a?b=1&c=<2> für \\u2028\"",
        JsonSerializer.Serialize("It's /a?b=1&c=<2> für \u2028", ImageGenJson.Answers));

    [Fact]
    public void Serialize_EveryKindOfEvent_IsTestedAbove()
    {
        var all = typeof(RunEvent).Assembly.GetTypes().Where(
            t => t.IsSubclassOf(typeof(RunEvent)) && t != typeof(BeatsRequested) && t != typeof(LimitsLearned)).ToHashSet();

        Assert.Equal(all, EveryKind.Select(e => e.GetType()).ToHashSet());
    }

    [Fact]
    public void Serialize_LimitsLearned_ComesBackWithItsLimits()
    {
        var written = new LimitsLearned(
            At, ImageStyle.Clear, [new ProjectLimit("p", 10, 4), new ProjectLimit("q", 10, null, WindowSeconds: 10)]);

        Assert.Equal(written.Limits.AsEnumerable(), Assert.IsType<LimitsLearned>(RoundTrip<RunEvent>(written)).Limits);
    }

    [Fact]
    public void Serialize_BeatsRequested_ComesBackWithItsBeats()
    {
        var written = new BeatsRequested(
            At, BeatRequestKind.Retry, [new BeatRef(ImageStyle.Clear, Beat), new BeatRef(ImageStyle.Consistent, BeatId.Parse("2.a"))]);

        var read = Assert.IsType<BeatsRequested>(RoundTrip<RunEvent>(written));

        Assert.Equal(written.Beats.AsEnumerable(), read.Beats);
        Assert.Equal(written with { Beats = [] }, read with { Beats = [] });
    }

    [Fact]
    public void Serialize_RunDocument_ReviewsComeBackAndAreLeftOutWhereThereAreNone()
    {
        var run = new RunDocument("run-1", At, new RequestBuilder().Accepted());
        CarriedReview review = new(ImageStyle.Clear, Beat, true, "Good.", "etag");

        Assert.DoesNotContain("reviews", Encoding.UTF8.GetString(ImageGenJson.Write(run)), StringComparison.Ordinal);
        Assert.Null(RoundTrip(run).Reviews);
        Assert.Equal(review, Assert.Single(RoundTrip(run with { Reviews = [review] }).Reviews!.Value));
    }

    [Fact]
    public void Serialize_RequestOfAnEarlierRelease_IsOfAllBeats() =>
        Assert.DoesNotContain(
            "exceptApproved",
            Encoding.UTF8.GetString(ImageGenJson.Write<RunEvent>(new BeatsRequested(At, BeatRequestKind.Regenerate, []))),
            StringComparison.Ordinal);

    [Fact]
    public void Serialize_RunDocument_ComesBackEqual()
    {
        var storyboard = new RequestBuilder()
            .WithBeatField("script_phrase", "\"«Schon gut», sagte die Schildkröte 🐢.\"")
            .WithStyle("illustration", RequestBuilder.Beat("7", "Fade", 7))
            .WithOptions(
                """{"model": "m", "onChanged": "keep", "onQuotaExhausted": "fail", "maxCostUsd": 1.25, "maxParallel": 3, "first": ["7"]}""")
            .Accepted();

        var read = RoundTrip(new RunDocument("run-1", At, storyboard));

        Assert.Equal(("run-1", At, 1), (read.Id, read.CreatedAt, read.Version));
        Assert.Equal((storyboard.ProjectPath, storyboard.Project), (read.Storyboard.ProjectPath, read.Storyboard.Project));
        Assert.Equal(storyboard.Styles.Select(s => s.Style), read.Storyboard.Styles.Select(s => s.Style));
        Assert.Equal(storyboard.Styles.SelectMany(s => s.Beats), read.Storyboard.Styles.SelectMany(s => s.Beats));
        Assert.Equal(storyboard.Options.First.AsEnumerable(), read.Storyboard.Options.First);
        Assert.Equal(storyboard.Options with { First = [] }, read.Storyboard.Options with { First = [] });
    }

    [Fact]
    public void Serialize_Event_IsCompactCamelCaseWithNamesForEnums() =>
        Assert.Equal(
            """{"type":"beatFailed","style":"clear","beat":"1.1","why":{"kind":"contentBlocked","reason":"Größe <b>"},"costUsd":0.067,"at":"2026-11-21T03:04:05+00:00","version":1}"""
                .Replace("<b>", @"\u003Cb\u003E", StringComparison.Ordinal),
            Encoding.UTF8.GetString(ImageGenJson.Write<RunEvent>(
                new BeatFailed(At, ImageStyle.Clear, Beat, null, new ModelFailure(FailureKind.ContentBlocked, "Größe <b>"), 0.067m))));

    [Theory]
    [InlineData("""{"type":"beatSkipped","style":"clear","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"beatSkipped","style":"clear","beat":"../1","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"beatSkipped","style":"clear","beat":5,"at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"beatSkipped","style":1,"beat":"1.1","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"beatSkipped","style":"sepia","beat":"1.1","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"beatSkipped","style":"clear","style":"clear","beat":"1.1","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"styleEnded","style":null,"at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"runPaused","by":"person","reason":null,"at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"type":"unheardOf","at":"2026-11-21T03:04:05+00:00"}""")]
    [InlineData("""{"style":"clear"}""")]
    [InlineData("null")]
    [InlineData("")]
    public void Deserialize_DamagedEvent_IsAJsonException(string json) =>
        Assert.Throws<JsonException>(() => ImageGenJson.Read<RunEvent>(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Deserialize_PropertyOfANewerVersion_IsSkipped() =>
        Assert.Equal(
            new StyleEnded(At, ImageStyle.Clear),
            ImageGenJson.Read<RunEvent>("""{"type":"styleEnded","mood":"good","style":"clear","at":"2026-11-21T03:04:05+00:00"}"""u8));

    private static T RoundTrip<T>(T value) => ImageGenJson.Read<T>(ImageGenJson.Write(value));
}
