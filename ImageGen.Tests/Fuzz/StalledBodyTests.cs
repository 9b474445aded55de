using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Fuzz;

/// <summary>Bodies that never end, from many clients at once. Measures no memory, so that other tests run while it waits.</summary>
public sealed class StalledBodyTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Bodies_ThatStopInTheMiddle_AreGivenUpOn()
    {
        var body = Encoding.ASCII.GetBytes("{\"projectPath\": \"projects/tale\", \"promptsByStyle\": {");
        using var around = new Surroundings();
        using var log = new KeptLog(LogLevel.Warning);
        using var deadline = new CancellationTokenSource(Deadline);
        await using var host = await HttpFuzzTests.StartAsync(around, log);

        var answers = await BodyLimitTests.SendManyAsync(
            host.Address,
            (address, i) =>
                BodyLimitTests.Post(address, body, i % 2 == 0 ? Framing.CutLength : Framing.CutChunks) with { Stalls = true },
            deadline.Token);

        Assert.All(answers, answer =>
        {
            Assert.Equal((408, "application/problem+json"), (answer.Status, answer.MediaType));
            using var problem = JsonDocument.Parse(answer.Body);
            Assert.Equal(408, problem.RootElement.GetProperty("status").GetInt32());
        });
        Assert.Empty(log.Errors);
        around.AssertUntouched();
    }
}
