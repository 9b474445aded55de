using ImageGen.Core.Api.Requests;

namespace ImageGen.Tests.Core.Api.Requests;

public sealed class ControlReaderTests
{
    [Theory]
    [InlineData("pause", "", "Pause { Reason =  }")]
    [InlineData("PAUSE", "{\"reason\": \" Lunch. \"}", "Pause { Reason = Lunch. }")]
    [InlineData("resume", "{\"maxCostUsd\": 0}", "Resume { MaxCostUsd = 0 }")]
    [InlineData("resume", "{\"maxCostUsd\": 1000000}", "Resume { MaxCostUsd = 1000000 }")]
    [InlineData("resume", "{}", "Resume { MaxCostUsd =  }")]
    [InlineData("resume", "{\"maxCostUsd\": 2.5}", "Resume { MaxCostUsd = 2.5 }")]
    [InlineData("resume", "{\"maxCostUsd\": null}", "Resume { MaxCostUsd =  }")]
    [InlineData("cancel", " \n", "Cancel { DropInFlight = False }")]
    [InlineData("cancel", "\uFEFF{\"dropInFlight\": true}", "Cancel { DropInFlight = True }")]
    public void Read_Faultless_GivesTheCommand(string name, string body, string expected) =>
        Assert.Equal(expected, Accepted(name, body).ToString());

    [Fact]
    public void Read_ABlankReason_IsNone() => Assert.Equal(new ControlCommand.Pause(null), Accepted("pause", "{\"reason\": \" \"}"));

    [Theory]
    [InlineData("retry", BeatRequestKind.Retry)]
    [InlineData("regenerate", BeatRequestKind.Regenerate)]
    [InlineData("first", BeatRequestKind.First)]
    [InlineData("skip", BeatRequestKind.Skip)]
    public void Read_Beats_AreNormalisedAndEachOnce(string name, BeatRequestKind kind)
    {
        const string Body = """
            {"beats": [{"style": "clear", "beat_number": "Beat 1.1"}, {"style": "Clear", "beat_number": 1.1}, {"style": "illustration", "beat_number": "2"}]}
            """;

        var request = Assert.IsType<ControlCommand.Request>(Accepted(name, Body));

        Assert.Equal(kind, request.Kind);
        Assert.Equal(
            [new BeatRef(ImageStyle.Clear, BeatId.Parse("1.1")), new BeatRef(ImageStyle.Illustration, BeatId.Parse("2"))],
            request.Beats.AsEnumerable());
        Assert.Empty(Assert.IsType<ControlCommand.Request>(Accepted(name, "")).Beats);
    }

    [Theory]
    [InlineData("pause", "{\"reason\": 5}", "$.reason")]
    [InlineData("pause", "{\"reason\": \"two\\nlines\"}", "$.reason")]
    [InlineData("pause", "{\"why\": \"x\"}", "$.why")]
    [InlineData("resume", "{\"maxCostUsd\": \"5\"}", "$.maxCostUsd")]
    [InlineData("resume", "{\"maxCostUsd\": -1}", "$.maxCostUsd")]
    [InlineData("resume", "{\"maxCostUsd\": 1000000.01}", "$.maxCostUsd")]
    [InlineData("resume", "{\"maxcostusd\": 1}", "$.maxcostusd")]
    [InlineData("cancel", "{\"dropInFlight\": \"true\"}", "$.dropInFlight")]
    [InlineData("cancel", "[]", "$")]
    [InlineData("cancel", "{", "$")]
    [InlineData("retry", "{\"beats\": {}}", "$.beats")]
    [InlineData("retry", "{\"beats\": []}", "$.beats")]
    [InlineData("retry", "{\"beats\": [1]}", "$.beats[0]")]
    [InlineData("retry", "{\"beats\": [{\"style\": \"clear\", \"beat_number\": 1, \"shot\": 1}]}", "$.beats[0].shot")]
    [InlineData("retry", "{\"beats\": [{\"style\": \"clear\"}]}", "$.beats[0]")]
    [InlineData("retry", "{\"beats\": [{\"style\": \"sketch\", \"beat_number\": \"..\"}]}", "$.beats[0].style, $.beats[0].beat_number")]
    public void Read_Faulty_NamesEveryPlace(string name, string body, string paths)
    {
        var refused = Assert.IsType<ControlReadResult.Refused>(ControlReader.Read(name, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(paths, string.Join(", ", refused.Faults.Select(f => f.Path)));
    }

    [Fact]
    public void Read_AReasonOfAsManyCharactersAsMayBe_IsTakenAndOneMoreIsNot()
    {
        var longest = new string('x', 500);

        Assert.Equal(new ControlCommand.Pause(longest), Accepted("pause", $"{{\"reason\": \"{longest}\"}}"));
        Assert.IsType<ControlReadResult.Refused>(ControlReader.Read("pause", Encoding.UTF8.GetBytes($"{{\"reason\": \"{longest}x\"}}")));
    }

    [Fact]
    public void Read_EveryName_IsKnownAndNoOther()
    {
        Assert.All(ControlReader.Names, n => Assert.NotNull(ControlReader.Read(n, default)));
        Assert.Null(ControlReader.Read("dance", default));
    }

    private static ControlCommand Accepted(string name, string body) =>
        Assert.IsType<ControlReadResult.Accepted>(ControlReader.Read(name, Encoding.UTF8.GetBytes(body))).Command;
}
