using System.Collections.Concurrent;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Local.Http.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// Malformed requests against every address of the API, over real connections and the stores on disk. The number of a failing case is its
/// seed: <c>OddRequests.Create(seed)</c> makes it again. <c>IMAGEGEN_FUZZ_CASES</c> and <c>IMAGEGEN_FUZZ_SEED</c> make longer and other
/// runs.
/// </summary>
[Collection(Alone.Name)]
public sealed class HttpFuzzTests(ITestOutputHelper output)
{
    private const int Workers = 4;
    private const long MostBytesKept = 128 * 1024 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly int Cases = Setting("IMAGEGEN_FUZZ_CASES", 5_000);
    private static readonly int FirstSeed = Setting("IMAGEGEN_FUZZ_SEED", 1);

    [Fact]
    public Task Api_AnyRequest_AnswersInItsOwnWords() => SendAllAsync(Cases);

    [Fact]
    [Trait("Lane", "second")]
    public Task Api_TwentyThousandRequests_AnswersInItsOwnWords() => SendAllAsync(Setting("IMAGEGEN_FUZZ_CASES", 20_000));

    private async Task SendAllAsync(int cases)
    {
        using var around = new Surroundings();
        using var log = new KeptLog(LogLevel.Warning);
        using var deadline = new CancellationTokenSource(Deadline);
        var failures = new Failures();
        var statuses = new ConcurrentDictionary<(int Endpoint, int Status), int>();
        var kept = 0L;
        await using (var host = await StartAsync(around, log))
        {
            await WarmUpAsync(host, deadline.Token);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var next = FirstSeed - 1;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
            kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            output.WriteLine($"{kept / 1024} KB kept after {cases} requests.");

            async Task WorkAsync()
            {
                using var client = new WireClient(host.Address);
                while (Interlocked.Increment(ref next) is var seed && seed < FirstSeed + cases)
                {
                    var (request, endpoint) = OddRequests.Create(seed);
                    var answer = await SendAsync(client, seed, request, deadline.Token);
                    statuses.AddOrUpdate((endpoint, answer.Status), 1, (_, count) => count + 1);
                    if (AnswerRules.Broken(request, answer) is { } rule)
                    {
                        failures.Add(seed, request, rule);
                    }
                }
            }
        }

        Assert.True(failures.IsEmpty, failures + string.Join("\n", log.Errors.Take(5)));
        Assert.Empty(log.Errors);
        around.AssertUntouched();
        if (cases >= 5_000)
        {
            AssertReached(statuses, cases);
        }

        Assert.InRange(kept, long.MinValue, MostBytesKept);
    }

    internal static async Task<TestHost> StartAsync(Surroundings around, KeptLog log)
    {
        var data = DataFolder.Open(around.Data);
        var images = new FileImageStore(data);
        var host = await TestHost.StartAsync(
            runs: new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance),
            images: images,
            logs: log);
        await host.PutRunAsync(new StoryboardBuilder().Project("projects/tale"), new RunStarted(At(0), 1));
        for (var number = 1; number <= 4; number++)
        {
            await host.PutRunAsync(
                new StoryboardBuilder().Project("projects/saga"),
                number,
                new RunStarted(At(0), 1),
                new RunEnded(At(1), RunStatus.Completed));
        }

        Assert.True(ProjectName.TryParse("tale", out var tale));
        var generated = new ImageProvenance(
            "tale-1", "1", "gemini-3.1-flash-image", "00", "clear-1", "none", null, 0.067m, TimeSpan.FromSeconds(8), At(0));
        var name = new ImageName(tale, ImageStyle.Clear, 1, BeatId.Parse("1.1"));
        await images.SaveAsync(name, TestImage.Png(1), ImageFormat.Png, generated, keepOld: false, CancellationToken.None);
        return host;
    }

    private static async Task<WireAnswer> SendAsync(WireClient client, int seed, WireRequest request, CancellationToken deadline)
    {
        try
        {
            return await client.SendAsync(request, deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"seed {seed} had no answer when all had to be over:\n{request}");
        }
    }

    /// <summary>What is made once and kept (routes, buffers, serializers) is not counted.</summary>
    private static async Task WarmUpAsync(TestHost host, CancellationToken deadline)
    {
        using var client = new WireClient(host.Address);
        for (var seed = -500; seed < 0; seed++)
        {
            await client.SendAsync(OddRequests.Create(seed).Request, deadline);
        }
    }

    /// <summary>Cases that all fail at the same gate would prove nothing.</summary>
    private void AssertReached(ConcurrentDictionary<(int Endpoint, int Status), int> statuses, int cases)
    {
        var byStatus = statuses.GroupBy(s => s.Key.Status, s => s.Value).ToDictionary(g => g.Key, g => g.Sum());
        output.WriteLine(
            string.Join(", ", byStatus.OrderBy(s => s.Key).Select(s => $"{s.Key.ToString(CultureInfo.InvariantCulture)}: {s.Value}")));
        Assert.Equal(cases, byStatus.Values.Sum());
        Assert.All(
            [200, 202, 206, 304, 400, 403, 404, 405, 409, 410, 415, 416],
            status => Assert.True(byStatus.ContainsKey(status), $"No answer was {status}."));
        Assert.True(byStatus[200] + byStatus[202] > cases / 10, "Too few requests are right.");
        for (var endpoint = 0; endpoint < OddRequests.EndpointCount; endpoint++)
        {
            Assert.True(statuses.Where(s => s.Key.Endpoint == endpoint).Sum(s => s.Value) > cases / OddRequests.EndpointCount / 2);
        }
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;
}

/// <summary>Tests that measure the process's memory, or fill the machine: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
