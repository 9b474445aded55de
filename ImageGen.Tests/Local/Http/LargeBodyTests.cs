using ImageGen.Tests.Fuzz;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

public sealed class LargeBodyTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Who has a turn and then stops sending must not keep the others waiting for good.</summary>
    [Fact]
    public async Task LargeBodies_ThatStopInTheMiddle_LetOthersHaveTheirTurn()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var clock = new ManualTimeProvider();
        await using var host = await TestHost.StartAsync(time: clock);
        using WireClient first = new(host.Address), second = new(host.Address), third = new(host.Address);
        var stalling = new[] { first, second }.Select(c => c.SendAsync(Large(Framing.CutLength), deadline.Token)).ToArray();
        await clock.WhenTimersPendingAsync(2).WaitAsync(Deadline);

        var waiting = third.SendAsync(Large(Framing.Length), deadline.Token);
        using var small = await host.Client.PostAsync("/api/estimate", TestHost.Storyboard());
        Assert.Equal(System.Net.HttpStatusCode.OK, small.StatusCode);
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.All(
            await Task.WhenAll(stalling), answer => Assert.Equal((408, "application/problem+json"), (answer.Status, answer.MediaType)));
        Assert.Equal(400, (await waiting).Status);
    }

    /// <summary>Turns are given back whatever became of the body.</summary>
    [Theory]
    [InlineData(Framing.Length)]
    [InlineData(Framing.Chunked)]
    [InlineData(Framing.CutLength)]
    [InlineData(Framing.CutChunks)]
    public async Task LargeBodies_OneAfterTheOther_AreAllAnswered(Framing framing)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await using var host = await TestHost.StartAsync();
        using var client = new WireClient(host.Address);

        for (var i = 0; i < 6; i++)
        {
            var answer = await client.SendAsync(Large(framing) with { Stalls = false }, deadline.Token);
            Assert.True(answer.Status is 400 || framing is Framing.CutLength or Framing.CutChunks, $"{answer.Status}");
        }
    }

    private static WireRequest Large(Framing framing) => new(
        "POST",
        "/api/estimate",
        [("Host", "localhost"), ("Content-Type", "application/json")],
        Encoding.ASCII.GetBytes(new string(' ', 2 * 1024 * 1024)),
        framing)
    {
        Stalls = true,
    };
}
