using ImageGen.Core.Api;
using ImageGen.Core.Api.Views;

namespace ImageGen.Tests.Core.Api;

public sealed class ProblemsTests
{
    private static readonly Fault Fault = new("$.styles", "It is missing.", "Add it.");

    [Fact]
    public void Faulty_OneFault_IsToldInTheDetail() =>
        Assert.Equal("$.styles: It is missing. Add it.", Problems.Faulty([Fault]).Detail);

    [Fact]
    public void Faulty_SeveralFaults_AreCountedAndListed()
    {
        var problem = Problems.Faulty([Fault, Fault with { Path = "$.model" }]);

        Assert.Equal("The request has 2 faults; each is listed with its place.", problem.Detail);
        Assert.Equal(["$.styles", "$.model"], problem.Faults!.Value.Select(f => f.Path));
    }

    [Theory]
    [InlineData("tale_a.b-7", "tale_a.b-7")]
    [InlineData("<b>\u00fc\n/", "?b????")]
    public void NoSuchRun_AnyId_IsShownWithoutWhatCouldDoHarm(string id, string shown) =>
        Assert.StartsWith($"There is no run '{shown}'.", Problems.NoSuchRun(id).Detail, StringComparison.Ordinal);

    [Fact]
    public void NoSuchRun_LongId_IsShownAsFarAsItSaysSomething() =>
        Assert.StartsWith(
            $"There is no run '{new string('a', 64)}'.", Problems.NoSuchRun(new string('a', 64) + "bcd").Detail, StringComparison.Ordinal);

    [Fact]
    public void ImageUri_TagIsNotKnown_IsLeftOut()
    {
        var name = new ImageName(new StoryboardBuilder().Build().Project, ImageStyle.Clear, 3, BeatId.Parse("3.1"));

        Assert.Equal("/api/projects/tale/images/clear/3.1?shot=3", ImageUris.Of(name, null));
    }
}
