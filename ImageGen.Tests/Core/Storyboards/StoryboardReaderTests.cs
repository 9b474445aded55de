namespace ImageGen.Tests.Core.Storyboards;

public sealed class StoryboardReaderTests
{
    [Fact]
    public void Read_PredecessorsRequest_GivesItsBeatsInOrder()
    {
        var storyboard = new RequestBuilder()
            .WithBeatField("script_phrase", "\"They ran.\"")
            .WithStyle("illustration", RequestBuilder.Beat("Beat_1.1"))
            .Accepted();

        Assert.Equal("projects/tortoise", storyboard.ProjectPath);
        Assert.Equal("tortoise", storyboard.Project.Value);
        Assert.Equal([ImageStyle.Illustration, ImageStyle.Clear], storyboard.Styles.Select(s => s.Style));
        Assert.Equal(4, storyboard.BeatCount);
        var prompt = "A hare and a tortoise.";
        Assert.Equal(
            [
                new Beat(1, BeatId.Parse("1.1"), TransitionKind.HardCut, "H", null, prompt),
                new Beat(1, BeatId.Parse("1.2"), TransitionKind.Continuous, "C", "They ran.", prompt),
                new Beat(2, BeatId.Parse("2.1"), TransitionKind.Other, "Cut", null, prompt),
            ],
            storyboard.BeatsOf(ImageStyle.Clear).AsEnumerable());
    }

    [Fact]
    public void Read_WithoutOptions_GivesDefaults()
    {
        var options = new RequestBuilder().Accepted().Options;

        Assert.Equal(new RunOptions { First = options.First }, options);
        Assert.Empty(options.First);
    }

    [Fact]
    public void Read_AllOptions_TakesEach()
    {
        var options = new RequestBuilder().WithOptions(
            """
            {"model": "gemini-3-pro-image", "aspectRatio": "16:9", "imageSize": "2K", "overwrite": true, "onChanged": "keep",
             "onQuotaExhausted": "fail", "retryBlocked": true, "maxCostUsd": 12.50, "maxParallel": 4, "first": ["Beat 2.1", 1.2]}
            """).Accepted().Options;

        Assert.Equal("gemini-3-pro-image", options.Model);
        Assert.Equal("16:9", options.AspectRatio);
        Assert.Equal("2K", options.ImageSize);
        Assert.True(options.Overwrite);
        Assert.True(options.RetryBlocked);
        Assert.Equal(OnChanged.Keep, options.OnChanged);
        Assert.Equal(OnQuotaExhausted.Fail, options.OnQuotaExhausted);
        Assert.Equal(12.5m, options.MaxCostUsd);
        Assert.Equal(4, options.MaxParallel);
        Assert.Equal(["2.1", "1.2"], options.First.Select(b => b.Value));
    }

    [Fact]
    public void Read_NullForOptionalFields_MeansAbsent()
    {
        var storyboard = new RequestBuilder()
            .WithOptions("""{"model": null, "aspectRatio": null, "overwrite": null, "maxCostUsd": null, "first": null}""")
            .WithBeatField("script_phrase", "null")
            .WithStyle("consistent")
            .Accepted();

        Assert.Null(storyboard.Options.Model);
        Assert.Single(storyboard.Styles);
        Assert.Equal(3, new RequestBuilder().With("options", null).Accepted().BeatCount);
    }

    [Fact]
    public void Read_FieldsOfOtherToolsInABeat_AreIgnored() =>
        Assert.Equal(3, new RequestBuilder().WithBeatField("camera", "{\"lens\": 35}").WithBeatField("beat", "{}").Accepted().BeatCount);

    [Theory]
    [InlineData("1.1", "1.1")]
    [InlineData("1.10", "1.10")]
    [InlineData("7", "7")]
    [InlineData("\"Beat 4.2\"", "4.2")]
    [InlineData("\"beat_4.2b\"", "4.2b")]
    public void Read_BeatNumberInAnySpelling_TakesItsNormalForm(string json, string expected) =>
        Assert.Equal(expected, new RequestBuilder()
            .WithStyle("clear", RequestBuilder.Beat("9.9"), RequestBuilder.Beat("0.0"))
            .WithBeatField("beat_number", json)
            .Accepted().BeatsOf(ImageStyle.Clear)[1].Id.Value);

    [Theory]
    [InlineData("3", 3)]
    [InlineData("3.0", 3)]
    [InlineData("0", 0)]
    [InlineData("\"3\"", 3)]
    [InlineData("\" Shot 3 \"", 3)]
    [InlineData("\"Shot_12\"", 12)]
    [InlineData("\"shot-12\"", 12)]
    [InlineData("\"Shot3\"", 3)]
    public void Read_ShotNumberInAnySpelling_TakesTheNumber(string json, int expected) =>
        Assert.Equal(expected, new RequestBuilder().WithBeatField("shot_number", json).Accepted().BeatsOf(ImageStyle.Clear)[1].Shot);

    [Theory]
    [InlineData("H", TransitionKind.HardCut, "H")]
    [InlineData("h", TransitionKind.HardCut, "h")]
    [InlineData(" C ", TransitionKind.Continuous, "C")]
    [InlineData("H - hard cut", TransitionKind.HardCut, "H - hard cut")]
    [InlineData("CONTINUOUS", TransitionKind.Continuous, "CONTINUOUS")]
    [InlineData("Cut", TransitionKind.Other, "Cut")]
    [InlineData("Fade to black", TransitionKind.Other, "Fade to black")]
    public void Read_Transition_KeepsTheWordAndItsKind(string text, TransitionKind kind, string kept)
    {
        var beat = new RequestBuilder().WithBeatField("transition_type", $"\"{text}\"").Accepted().BeatsOf(ImageStyle.Clear)[1];

        Assert.Equal((kind, kept), (beat.Kind, beat.Transition));
    }

    [Fact]
    public void Read_ByteOrderMark_IsSkipped()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. new RequestBuilder().ToBytes()];

        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(bytes));
    }

    [Fact]
    public void Read_PromptInAnyScript_IsKeptAsItIs()
    {
        const string Prompt = "Der Hase läuft.\n一只兔子 🐇\t\"quoted\"";
        var request = new RequestBuilder().WithStyle("clear", RequestBuilder.Beat("1.1", prompt: Prompt));

        Assert.Equal(Prompt, request.Accepted().BeatsOf(ImageStyle.Clear)[0].Prompt);
    }

    [Fact]
    public void Read_LargestStoryboard_GivesEveryBeat() =>
        Assert.Equal(30_000, RequestBuilder.Large(10_000).Accepted().BeatCount);

    [Fact]
    public void Read_EveryCutOfARequest_IsRefusedWithAFault()
    {
        var bytes = new RequestBuilder().WithOptions("""{"first": ["1.1"], "maxCostUsd": 1.5}""").ToBytes();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.NotEmpty(RequestBuilder.Refused(bytes[..length]));
        }
    }

    [Fact]
    public void Read_DamagedRequests_NeverThrows()
    {
        var bytes = new RequestBuilder().WithOptions(
            """{"first": ["1.1"], "overwrite": true}""").WithBeatField("script_phrase", "\"é🐢\"").ToBytes();
        var random = new Random(4711);
        ReadOnlySpan<byte> favourites = "\"\\{}[]:,0eE.-\0ud8n"u8;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = bytes.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = random.Next(3) == 0
                    ? (byte)random.Next(256)
                    : favourites[random.Next(favourites.Length)];
            }

            if (StoryboardReader.Read(damaged) is StoryboardReadResult.Refused refused)
            {
                Assert.All(
                    refused.Faults,
                    f => Assert.True(f.Path.StartsWith('$') && f.Problem.Length is > 0 and < 300 && f.Remedy.Length > 0, f.ToString()));
            }
        }
    }

    [Fact]
    public void Read_EverythingAtItsLimit_IsAccepted()
    {
        var limits = new StoryboardLimits();
        var storyboard = new RequestBuilder()
            .With("projectPath", "p/" + new string('a', 1022))
            .WithStyle(
                "clear",
                RequestBuilder.Beat("1", new string('C', 64), 999_999, new string('x', limits.MaxPromptLength)),
                RequestBuilder.Beat(new string('1', BeatId.MaxLength)))
            .WithBeatField("script_phrase", $"\"{new string('y', limits.MaxPhraseLength)}\"")
            .WithOptions("""{"model": "%M%", "maxCostUsd": 1000000, "maxParallel": 10000, "first": ["1", "%B%"]}"""
                .Replace("%M%", new string('m', 128), StringComparison.Ordinal)
                .Replace("%B%", new string('1', BeatId.MaxLength), StringComparison.Ordinal))
            .Accepted();

        Assert.Equal(
            (1_000_000m, 10_000, 2), (storyboard.Options.MaxCostUsd, storyboard.Options.MaxParallel, storyboard.Options.First.Length));
        Assert.Equal(limits.MaxPhraseLength, storyboard.Styles.Single().Beats[1].ScriptPhrase!.Length);
    }

    [Fact]
    public void Read_OptionsAtTheirLeast_AreAccepted()
    {
        var options = new RequestBuilder().WithOptions("""{"maxCostUsd": 0, "maxParallel": 1}""").Accepted().Options;

        Assert.Equal((0m, 1), (options.MaxCostUsd, options.MaxParallel));
    }
}
