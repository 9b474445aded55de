using Xunit.Abstractions;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Ten runs of 30 beats that share ten places, in <see cref="SharedPlacesModel"/>.</summary>
public sealed class SharedPlacesTests(ITestOutputHelper output)
{
    private const int Runs = 10;
    private const int Beats = 30;
    private const int Places = 10;

    // The bounds are what was measured, and a little more: a window and a margin for each time that the limit is used up, then the
    // attempts that are left, one after the other in ten places.
    [Theory]
    [InlineData(100, 0.1, 1, 3, 134, 0.62)]
    [InlineData(100, 0.4, 1, 3, 139, 0.55)]
    [InlineData(100, 0.4, 1, 0, 143, 1.15)]
    [InlineData(100, 0.4, 4, 3, 176, 0.70)]
    [InlineData(100, 0.4, 16, 3, 510, 0.42)]
    [InlineData(100, 0.4, 16, 0, 510, 1.05)]
    [InlineData(40, 0.4, 1, 3, 428, 0.80)]
    [InlineData(30, 0.4, 16, 3, 612, 1.52)]
    public void Play_AtTheCap_UsesPlacesAndStartsInFewExchanges(
        int requests, double engine, double call, int following, double longest, double exchanges)
    {
        var model = new SharedPlacesModel(Runs, Beats, Places, requests, engine, call, following);

        var took = model.Play();

        var each = (double)model.Exchanges / (Runs * Beats);
        output.WriteLine(
            $"{requests} a minute, calls of {call} s, engine {engine} s, {following} following: {took:0.0} s, {each:0.00} exchanges each");
        Assert.Equal(Runs * Beats, model.Starts.Count);
        Assert.All(model.Starts, start => Assert.InRange(model.Starts.Count(s => s >= start && s < start + 60), 1, requests));
        Assert.InRange(took, 0, longest);
        Assert.InRange(each, 0, exchanges);
    }
}
