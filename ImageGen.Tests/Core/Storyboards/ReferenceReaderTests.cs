namespace ImageGen.Tests.Core.Storyboards;

public sealed class ReferenceReaderTests
{
    private const string Hare = """{"id": "hare", "kind": "character", "image": "cast/hare.png", "description": " A brown hare. "}""";

    [Fact]
    public void Read_References_AreDeclaredAndListed()
    {
        var storyboard = With($"[{Hare}, {{\"id\": \"mill\", \"kind\": \"location\", \"styles\": [\"clear\"]}}]")
            .WithBeatField("references", """["mill", "HARE", "hare"]""").Accepted();

        var hare = storyboard.References!.Value[0];
        Assert.Equal(
            ("hare", ReferenceKind.Character, "cast/hare.png", "A brown hare."), (hare.Id.Value, hare.Kind, hare.Image, hare.Description));
        Assert.Equal([ImageStyle.Clear], storyboard.References.Value[1].Styles!.Value.ToArray());
        Assert.Null(storyboard.References.Value[1].Image);
        Assert.Equal(["mill", "HARE"], storyboard.BeatsOf(ImageStyle.Clear)[1].References!.Value.Select(r => r.Value));
    }

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("null")]
    [InlineData(null)]
    public void Read_AutoOrNothing_IsAuto(string? said)
    {
        var request = With($"[{Hare}]");
        var storyboard = (said is null ? request : request.WithBeatField("references", said)).Accepted();

        Assert.Null(storyboard.BeatsOf(ImageStyle.Clear)[1].References);
    }

    [Fact]
    public void Read_EmptyList_IsNone() =>
        Assert.Empty(With($"[{Hare}]").WithBeatField("references", "[]").Accepted().BeatsOf(ImageStyle.Clear)[1].References!.Value);

    [Theory]
    [InlineData("5", "$.references")]
    [InlineData("{}", "$.references")]
    [InlineData("[5]", "$.references[0]")]
    [InlineData("""[{"kind": "object"}]""", "$.references[0]")]
    [InlineData("""[{"id": "hare"}]""", "$.references[0]")]
    [InlineData("""[{"id": "../hare", "kind": "object"}]""", "$.references[0].id")]
    [InlineData("""[{"id": "ha re", "kind": "object"}]""", "$.references[0].id")]
    [InlineData("""[{"id": "con", "kind": "object"}]""", "$.references[0].id")]
    [InlineData("""[{"id": 5, "kind": "object"}]""", "$.references[0].id")]
    [InlineData("""[{"id": "abcdefghijklmnopqrstuvwxyz12345", "kind": "object"}]""", "$.references[0].id")]
    [InlineData("""[{"id": "hare", "kind": "Character"}]""", "$.references[0].kind")]
    [InlineData("""[{"id": "hare", "kind": "prop"}]""", "$.references[0].kind")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "../hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "a/../../hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "a\\..\\..\\hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "/etc/passwd"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "C:\\hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "https://example.com/hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": ".imagegen/keys.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "cast//hare.png"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": "nul"}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": ""}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "image": 7}]""", "$.references[0].image")]
    [InlineData("""[{"id": "hare", "kind": "object", "description": []}]""", "$.references[0].description")]
    [InlineData("""[{"id": "hare", "kind": "object", "styles": "clear"}]""", "$.references[0].styles")]
    [InlineData("""[{"id": "hare", "kind": "object", "styles": []}]""", "$.references[0].styles")]
    [InlineData("""[{"id": "hare", "kind": "object", "styles": ["Clear"]}]""", "$.references[0].styles")]
    [InlineData("""[{"id": "hare", "kind": "object", "file": "hare.png"}]""", "$.references[0].file")]
    [InlineData("""[{"id": "hare", "kind": "object"}, {"id": "HARE", "kind": "character"}]""", "$.references[1].id")]
    public void Read_FaultyReference_IsAFaultAtItsPlace(string references, string path) =>
        Assert.Equal(path, Assert.Single(With(references).Refused()).Path);

    [Theory]
    [InlineData("\"hare\"", "references")]
    [InlineData("{}", "references")]
    [InlineData("[\"wolf\"]", "references[0]")]
    [InlineData("[\"hare\", 5]", "references[1]")]
    public void Read_FaultyListOfABeat_IsAFaultAtItsPlace(string list, string path) =>
        Assert.Equal(
            $"$.promptsByStyle.clear[1].{path}", Assert.Single(With($"[{Hare}]").WithBeatField("references", list).Refused()).Path);

    [Fact]
    public void Read_SameIdForOtherStyles_IsNoFault()
    {
        var references = With(
            """[{"id": "hare", "kind": "character", "styles": ["clear"]}, {"id": "hare", "kind": "character", "styles": ["illustration"]}]""")
            .Accepted().References!.Value;

        Assert.Equal(2, references.Length);
    }

    [Theory]
    [InlineData("""{"from": "another tool"}""")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""["A photograph by somebody."]""")]
    public void Read_FieldOfAnotherToolWithoutDeclaredReferences_IsIgnored(string value) =>
        Assert.Null(new RequestBuilder().WithBeatField("references", value).Accepted().BeatsOf(ImageStyle.Clear)[1].References);

    [Fact]
    public void Read_IdsWithoutDeclaredReferences_AreAFault() =>
        Assert.Contains(
            "Declare it",
            Assert.Single(new RequestBuilder().WithBeatField("references", """["hare"]""").Refused()).Remedy,
            StringComparison.Ordinal);

    [Fact]
    public void Read_MisspeltFieldOfABeat_IsAFaultOnlyWhereReferencesAreDeclared()
    {
        Assert.Equal(
            "$.promptsByStyle.clear[1].reference", Assert.Single(With($"[{Hare}]").WithBeatField("reference", "[]").Refused()).Path);
        Assert.NotNull(new RequestBuilder().WithBeatField("reference", "[]").Accepted());
    }

    [Fact]
    public void Read_NoReferences_NothingOfThemIsStored()
    {
        var json = Encoding.UTF8.GetString(ImageGenJson.Write(new RequestBuilder().Accepted()));

        Assert.DoesNotContain("references", json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_References_SurviveTheirStorage()
    {
        var storyboard = With($"[{Hare}]").WithBeatField("references", """["hare"]""").Accepted();

        var read = ImageGenJson.Read<Storyboard>(ImageGenJson.Write(storyboard));

        Assert.Equal(storyboard.References!.Value.AsEnumerable(), read.References!.Value);
        Assert.Equal(
            storyboard.BeatsOf(ImageStyle.Clear)[1].References!.Value.AsEnumerable(), read.BeatsOf(ImageStyle.Clear)[1].References!.Value);
    }

    /// <summary>Another tool's field beside the prompt is not the prompt.</summary>
    [Theory]
    [InlineData("prompt")]
    [InlineData("image_prompt")]
    public void Read_PromptUnderBothNames_TheFormatsOwnCounts(string other) => Assert.Equal(
        "A hare and a tortoise.",
        new RequestBuilder().WithBeatField(other, "\"Something else.\"").Accepted().BeatsOf(ImageStyle.Clear)[1].Prompt);

    [Fact]
    public void Read_OtherNameOfThePromptBesideSeconds_IsThePrompt() => Assert.Equal(
        "A mill.",
        new RequestBuilder().WithBeatField("seconds", "2").WithoutBeatField("ai_prompt").WithBeatField("prompt", "\"A mill.\"")
            .Accepted().BeatsOf(ImageStyle.Clear)[1].Prompt);

    private static RequestBuilder With(string references) => new RequestBuilder().With("references", JsonNode.Parse(references));
}
