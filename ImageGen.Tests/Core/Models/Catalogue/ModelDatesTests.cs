using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Models.Catalogue;

/// <summary>Models are deprecated and shut down twice a year: what people are told of it, and when.</summary>
public sealed class ModelDatesTests
{
    private const string Banana = "gemini-nano-banana-2.1";
    private const string Flash = "gemini-3.1-flash-image";
    private const string Pro = "gemini-3-pro-image";
    private const int DaysOfWarning = 14;
    private static readonly DateOnly Today = new(2026, 11, 26);

    /// <summary>Fails in time for a release with a new default, and is the one test that has to ask the clock of the machine.</summary>
    [Fact]
    public void BuiltIn_DefaultModel_IsNotAboutToBeShutDown() =>
        Assert.False(IsDue(ModelCatalogue.BuiltIn, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)));

    [Theory]
    [InlineData(15, false)]
    [InlineData(14, true)]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    public void BuiltIn_DefaultModelWithAnnouncedEnd_IsDueTwoWeeksBefore(int daysLeft, bool isDue) =>
        Assert.Equal(isDue, IsDue(Created(new ModelOptions { Id = Banana, RetiresOn = Today.AddDays(daysLeft) }), Today));

    [Fact]
    public void Warning_DeprecatedModel_NamesItsSuccessor() => Assert.Equal(
        "gemini-3.1-flash-image has been deprecated since 2026-10-06. Use gemini-nano-banana-2.1 instead.",
        ModelCatalogue.BuiltIn.Warning(Flash, Today));

    [Theory]
    [InlineData(Banana)]
    [InlineData(Pro)]
    [InlineData("gemini-9-image")]
    public void Warning_OtherModel_None(string model) => Assert.Null(ModelCatalogue.BuiltIn.Warning(model, Today));

    [Fact]
    public void Warning_BeforeItIsDeprecated_None() => Assert.Null(ModelCatalogue.BuiltIn.Warning(Flash, new DateOnly(2026, 10, 5)));

    [Theory]
    [InlineData(1, "gemini-3-pro-image will be shut down on 2026-11-27. Use gemini-nano-banana-2.1 instead.")]
    [InlineData(0, null)]
    public void Warning_AnnouncedEnd_UntilItIsRefused(int daysLeft, string? expected)
    {
        var catalogue = Created(new ModelOptions { Id = Pro, RetiresOn = Today.AddDays(daysLeft) });

        Assert.Equal(expected, catalogue.Warning(Pro, Today));
        Assert.Equal(expected is null, catalogue.Retirement(Pro, Today) is not null);
    }

    [Fact]
    public void Warning_DeprecatedWithAnnouncedEnd_NamesBothDays() => Assert.Equal(
        "gemini-3.1-flash-image has been deprecated since 2026-10-06, and it will be shut down on 2027-01-31. Use gemini-nano-banana-2.1 "
            + "instead.",
        Created(new ModelOptions { Id = Flash, RetiresOn = new DateOnly(2027, 1, 31) }).Warning(Flash, Today));

    [Fact]
    public void Retirement_ReplacementIsGoneToo_NamesOneThatIsNot()
    {
        var (catalogue, _) = ModelCatalogue.Create(
        [
            new ModelOptions { Id = Flash, RetiresOn = Today },
            new ModelOptions { Id = Banana, RetiresOn = Today, Replacement = Pro },
        ]);

        Assert.All(
            [Flash, Banana, "gemini-2.5-flash-image", "imagen-4.0"],
            model => Assert.Equal("Use gemini-3-pro-image.", catalogue!.Retirement(model, Today)!.Remedy));
    }

    [Fact]
    public void Retirement_ReplacementsThatNameEachOther_EndsAtACurrentModel()
    {
        var (catalogue, _) = ModelCatalogue.Create(
        [
            new ModelOptions { Id = Flash, RetiresOn = Today, Replacement = Pro },
            new ModelOptions { Id = Pro, RetiresOn = Today, Replacement = Flash },
        ]);

        Assert.Equal("Use gemini-nano-banana-2.1.", catalogue!.Retirement(Pro, Today)!.Remedy);
    }

    private static bool IsDue(ModelCatalogue catalogue, DateOnly today) =>
        catalogue.Models[ModelCatalogue.DefaultModel].RetiresOn <= today.AddDays(DaysOfWarning);

    private static ModelCatalogue Created(ModelOptions options) => ModelCatalogue.Create([options]).Catalogue!;
}
