using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace ImageGen.Tests.Fuzz;

/// <summary>Bodies that are too much, from many clients at once.</summary>
[Collection(Alone.Name)]
public sealed class BodyLimitTests(ITestOutputHelper output)
{
    private const int Megabyte = 1024 * 1024;
    private const int ClientsPerAddress = 6;

    /// <summary>
    /// Two large bodies at a time, each with its copy and what a parser makes of it; what many clients would take is five times this.
    /// </summary>
    private const long MostBytesKept = 512L * Megabyte;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private static readonly string[] Addresses =
        ["/api/generate-images", "/api/estimate", "/api/runs/tale-1/retry",
            "/runtime/webhooks/durabletask/instances/tale-1/raiseEvent/pause"];

    [Fact]
    public Task Bodies_Of100Megabytes_AreRefusedAndNotKept()
    {
        var body = Encoding.ASCII.GetBytes(new string(' ', Megabyte));
        return ForManyAsync(
            (address, i) => Post(address, body, i % 2 == 0 ? Framing.Length : Framing.Chunked) with { Times = 100 },
            answer => Assert.Equal((413, "application/problem+json"), (answer.Status, answer.MediaType)));
    }

    /// <summary>Two bytes a value, of which a parser makes twelve or more.</summary>
    [Fact]
    public Task Bodies_OfMillionsOfValues_AreRefusedAndNotKept()
    {
        var body = Encoding.ASCII.GetBytes($"[{string.Concat(Enumerable.Repeat("0,", Megabyte / 2))}0,");
        return ForManyAsync(
            (address, i) =>
                Post(
                    address,
                    body,
                    i % 2 == 0 ? Framing.Length : Framing.Chunked) with
                { Times = address.EndsWith('e') || address.EndsWith('s') ? 40 : 1 },
            answer => Assert.InRange(answer.Status, 400, 413));
    }

    internal static WireRequest Post(string address, byte[] body, Framing framing) =>
        new("POST", address, [("Host", "localhost"), ("Content-Type", "application/json")], body, framing);

    /// <summary>Sends a request to each address, from several clients at once.</summary>
    internal static Task<WireAnswer[]> SendManyAsync(Uri host, Func<string, int, WireRequest> request, CancellationToken deadline) =>
        Task.WhenAll(
            from address in Addresses
            from i in Enumerable.Range(0, ClientsPerAddress)
            select SendAsync(host, request(address, i), deadline));

    private async Task ForManyAsync(Func<string, int, WireRequest> request, Action<WireAnswer> check)
    {
        using var around = new Surroundings();
        using var log = new KeptLog(LogLevel.Warning);
        using var deadline = new CancellationTokenSource(Deadline);
        await using var host = await HttpFuzzTests.StartAsync(around, log);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var answers = await SendManyAsync(host.Address, request, deadline.Token);

        Assert.All(answers, check);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        output.WriteLine($"{kept / Megabyte} MB kept after {answers.Length} requests.");
        Assert.InRange(kept, long.MinValue, MostBytesKept);
        Assert.Empty(log.Errors);
        around.AssertUntouched();
    }

    private static async Task<WireAnswer> SendAsync(Uri host, WireRequest request, CancellationToken deadline)
    {
        using var client = new WireClient(host);
        return await client.SendAsync(request, deadline);
    }
}
