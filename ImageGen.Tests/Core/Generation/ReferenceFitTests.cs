using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Generation;

public sealed class ReferenceFitTests
{
    private const string Banana = "gemini-nano-banana-2.1";
    private const string Pro = "gemini-3-pro-image";

    [Theory]
    // Model, transition, whether there is a style reference; characters, objects, locations, styles shown; how many of each are sent.
    [InlineData(Banana, "Cut", false, "4 10 0 0", "4 10 0 0")]
    [InlineData(Banana, "Cut", false, "5 0 0 0", "4 0 0 0")]
    [InlineData(Banana, "Cut", false, "0 8 4 0", "0 8 2 0")]
    [InlineData(Banana, "Cut", false, "0 0 0 2", "0 0 0 2")]
    [InlineData(Banana, "Cut", false, "4 9 0 2", "4 9 0 1")]
    [InlineData(Banana, "H", true, "4 10 0 0", "4 9 0 0")]
    [InlineData(Banana, "H", false, "4 10 0 0", "4 10 0 0")]
    [InlineData(Banana, "C", false, "4 10 0 0", "4 9 0 0")]
    [InlineData(Pro, "Cut", false, "6 7 0 4", "5 6 0 3")]
    [InlineData(Pro, "H", true, "5 6 0 3", "5 6 0 2")]
    [InlineData(Pro, "C", true, "5 6 0 3", "5 5 0 3")]
    public void Of_Limits_AreThoseOfTheModel(string model, string transition, bool hasStyle, string shown, string sent)
    {
        var counts = shown.Split(' ').Select(int.Parse).ToArray();
        var references = ReferenceKinds.All.Zip(counts, (kind, count) => Enumerable.Range(1, count).Select(
            n => Reference($"{kind.Name()}-{n}", kind))).SelectMany(r => r).ToImmutableArray();
        var beat = Beat(transition) with { References = [.. references.Select(r => r.Id)] };

        var fit = Of(references, beat, model, hasStyle);

        Assert.Equal(sent, string.Join(' ', ReferenceKinds.All.Select(kind => fit.Sent.Count(r => r.Kind == kind))));
        Assert.Equal(references.Length, fit.Sent.Length + fit.LeftOut.Length);
        Assert.All(fit.LeftOut, l => Assert.StartsWith(model + " takes ", l.Why, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_Order_IsByKindAndThenAsTheBeatLists()
    {
        var references = ImmutableArray.Create(
            Reference("ink", ReferenceKind.Style),
            Reference("cup", ReferenceKind.Object),
            Reference("fox", ReferenceKind.Character),
            Reference("mill", ReferenceKind.Location),
            Reference("hare", ReferenceKind.Character));
        var beat = Beat("Cut") with { References = [Id("mill"), Id("ink"), Id("hare"), Id("cup"), Id("fox")] };

        Assert.Equal(["hare", "fox", "cup", "mill", "ink"], Of(references, beat, Banana, false).Sent.Select(r => r.Id.Value));
    }

    [Fact]
    public void Of_NothingSaid_TakesTheIdsInPromptAndPhrase()
    {
        var references = ImmutableArray.Create(
            Reference("hare", ReferenceKind.Character), Reference("mill", ReferenceKind.Location), Reference("cup", ReferenceKind.Object));
        var beat = Beat("Cut") with { Prompt = "Two hares at rest.", ScriptPhrase = "By the mill." };

        Assert.Equal(["hare", "mill"], Of(references, beat, Banana, false).Sent.Select(r => r.Id.Value));
        Assert.True(Of(references, beat with { References = [] }, Banana, false).IsNone);
    }

    [Fact]
    public void Of_ReferenceForAnotherStyle_IsLeftOutWhereItIsListed()
    {
        var references = ImmutableArray.Create(Reference("hare", ReferenceKind.Character) with { Styles = [ImageStyle.Illustration] });

        var left = Assert.Single(Of(references, Beat("Cut") with { References = [Id("hare")] }, Banana, false).LeftOut);
        Assert.Equal("it is only for illustration", left.Why);
        Assert.True(Of(references, Beat("Cut") with { Prompt = "The hare." }, Banana, false).IsNone);
    }

    [Fact]
    public void Of_OneIdForEachStyle_TakesThatOfTheStyle()
    {
        var references = ImmutableArray.Create(
            Reference("hare", ReferenceKind.Character) with { Styles = [ImageStyle.Illustration], Image = "a.png" },
            Reference("hare", ReferenceKind.Character) with { Styles = [ImageStyle.Clear], Image = "b.png" });

        var fit = Of(references, Beat("Cut") with { References = [Id("hare")] }, Banana, false);

        Assert.Equal("b.png", Assert.Single(fit.Sent).Image);
        Assert.Empty(fit.LeftOut);
    }

    private static ReferenceFit Of(ImmutableArray<StoryboardReference> references, Beat beat, string model, bool hasStyleReference) =>
        ReferenceFit.Of(
            new ShownReferences(new StoryboardBuilder().Build() with { References = references }),
            ImageStyle.Clear,
            beat,
            model,
            ModelCatalogue.BuiltIn.ReferencesOf(model),
            hasStyleReference);

    private static Beat Beat(string transition) => new(
        1,
        BeatId.Parse("1.1"),
        transition switch { "H" => TransitionKind.HardCut, "C" => TransitionKind.Continuous, _ => TransitionKind.Other },
        transition,
        null,
        "A view.");

    private static ReferenceId Id(string id) => ReferenceId.TryParse(id, out var parsed) ? parsed : throw new ArgumentException(id);

    private static StoryboardReference Reference(string id, ReferenceKind kind) => new(Id(id), kind, $"cast/{id}.png");
}
