namespace ImageGen.Tests.Core.Storyboards;

public sealed class OnlyAndInstructionTests
{
    [Fact]
    public void Read_OnlyAndInstruction_AreWhatTheRequestSays()
    {
        var storyboard = Accepted(
            new RequestBuilder().WithBeatField("instruction", "\"Make it night.\"")
                .WithOptions("""{"only": [{"style": "clear", "beat_number": "Beat 1.2"}, {"style": "clear", "beat_number": "1.2"}]}"""));

        Assert.Equal(new BeatRef(ImageStyle.Clear, BeatId.Parse("1.2")), Assert.Single(storyboard.Options.Only!.Value));
        Assert.Equal([null, "Make it night.", null], storyboard.Styles[0].Beats.Select(b => b.Instruction));
    }

    [Fact]
    public void Read_Neither_AreNotStored()
    {
        var storyboard = Accepted(new RequestBuilder());

        var json = Encoding.UTF8.GetString(ImageGenJson.Write(storyboard));
        Assert.DoesNotContain("only", json, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("instruction", json, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""[]""", "$.options.only")]
    [InlineData("\"1.1\"", "$.options.only")]
    [InlineData("""[{"style": "clear"}]""", "$.options.only[0]")]
    [InlineData("""[{"style": "clear", "beat_number": "9.9"}]""", "$.options.only[0]")]
    [InlineData("""[{"style": "illustration", "beat_number": "1.1"}]""", "$.options.only[0]")]
    public void Read_OnlyNamesNoBeat_IsAFaultAtItsPlace(string only, string path) =>
        Assert.Equal(path, Assert.Single(Refused(new RequestBuilder().WithOptions($$"""{"only": {{only}}}"""))).Path);

    [Theory]
    [InlineData("\"\"")]
    [InlineData("7")]
    public void Read_InstructionIsNoText_IsAFaultAtItsPlace(string instruction) =>
        Assert.Equal(
            "$.promptsByStyle.clear[1].instruction",
            Assert.Single(Refused(new RequestBuilder().WithBeatField("instruction", instruction))).Path);

    private static Storyboard Accepted(RequestBuilder request) =>
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(request.ToBytes())).Storyboard;

    private static ImmutableArray<Fault> Refused(RequestBuilder request) =>
        Assert.IsType<StoryboardReadResult.Refused>(StoryboardReader.Read(request.ToBytes())).Faults;
}
