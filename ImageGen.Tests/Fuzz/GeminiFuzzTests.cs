using System.IO.Compression;
using System.Net.Sockets;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Models.Images;
using ImageGen.Hosting.Gemini;
using ImageGen.Tests.Contracts;
using ImageGen.Tests.Simulator;
using Xunit.Abstractions;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// Whatever answers in Gemini's place, over real connections: one of the closed set of answers comes of it, and no word of what was
/// sent.
/// </summary>
[Collection(Alone.Name)]
public sealed class GeminiFuzzTests(ITestOutputHelper output)
{
    private const int Megabyte = 1024 * 1024;
    private const string Prompt = "A lighthouse keeper counts seventeen gulls, gouache, soft edges.";
    private static readonly ApiKey Key = new("clear-1", "test-key-of-the-fuzz-4711");
    private static readonly ImageRequest Request = new("gemini-3.1-flash-image", Prompt, [], null, null);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    /// <summary>5562 is the answer that once was shown with a key in it.</summary>
    [Fact]
    public Task Generate_AnyAnswer_IsOneOfTheClosedSet() => AnswerAllAsync([.. Enumerable.Range(1, 2_000), 5_562]);

    [Fact]
    [Trait("Lane", "second")]
    public Task Generate_SixThousandAnswers_AreOfTheClosedSet() => AnswerAllAsync(Enumerable.Range(1, 6_000));

    private async Task AnswerAllAsync(IEnumerable<int> seeds)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var failures = new Failures();
        var kinds = new Dictionary<string, int>();
        OddAnswer odd = null!;
        await using var server = await CannedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = odd.Status;
            foreach (var (name, value) in odd.Headers)
            {
                context.Response.Headers[name] = value;
            }

            if (odd.Status is not (204 or 304))
            {
                await context.Response.Body.WriteAsync(odd.Body);
            }
        });
        using var model = Model(server.BaseUrl);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var seed in seeds)
        {
            odd = OddAnswer.Create(seed, Key.Value, Prompt);
            server.Requests.Clear();
            try
            {
                var answer = await model.GenerateAsync(Request, Key, deadline.Token);
                var kind = answer is ModelAnswer.NoImage no ? no.Why.Kind.ToString() : "Image";
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                if (Broken(answer) is { } rule)
                {
                    failures.Add(seed, odd, rule);
                }
            }
            catch (Exception e) when (!deadline.IsCancellationRequested)
            {
                failures.Add(seed, odd, e.ToString());
            }
        }

        Assert.True(failures.IsEmpty, failures.ToString());
        output.WriteLine(string.Join(", ", kinds.OrderBy(k => k.Key).Select(k => $"{k.Key}: {k.Value}")));
        // A request that did not leave is no answer.
        Assert.All(Enum.GetNames<FailureKind>().Except([nameof(FailureKind.Unreachable)]).Append("Image"), k => Assert.Contains(k, kinds));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 * Megabyte);
    }

    public static TheoryData<string> Manners => new(Hostile.Keys);

    private static readonly Dictionary<string, Func<NetworkStream, Task>> Hostile = new()
    {
        ["nothing at all"] = _ => Task.CompletedTask,
        ["no HTTP"] = s => SayAsync(s, "\0\u0001\u0002 SSH-2.0-x\r\n\r\n"),
        ["half a status line"] = s => SayAsync(s, "HTTP/1.1 20"),
        ["a status of no kind"] = s => SayAsync(s, "HTTP/1.1 abc OK\r\n\r\n"),
        ["a status too large"] = s => SayAsync(s, "HTTP/1.1 99999 OK\r\n\r\n"),
        ["a length too long"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{}"),
        ["a length beyond all"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{"),
        ["a length below zero"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{"),
        ["two lengths"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        ["a length of two gigabytes"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n{}"),
        ["a length just allowed and nothing behind"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n{}"),
        ["chunks of no size"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        ["a chunk beyond all"] = s => SayAsync(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n"),
        ["thousands of headers"] = s =>
            SayAsync(
                s,
                "HTTP/1.1 200 OK\r\n" + string.Concat(
                    Enumerable.Range(0, 50_000).Select(i => $"X-{i}: {new string('y', 50)}\r\n")) + "\r\n{}"),
        ["a header without end"] = s => EndlesslyAsync(s, "HTTP/1.1 200 OK\r\nX: ", new string('z', 64 * 1024)),
        ["headers without end"] = s => EndlesslyAsync(s, "HTTP/1.1 200 OK\r\n", string.Concat(Enumerable.Repeat("X-A: b\r\n", 8_000))),
        ["interim answers without end"] = s =>
            EndlesslyAsync(s, "", string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 2_000)), 3_000),
        ["a body without end"] = s => EndlesslyAsync(s, "HTTP/1.1 200 OK\r\n\r\n{\"candidates\": [", new string(' ', 64 * 1024)),
        ["chunks without end"] = s =>
            EndlesslyAsync(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "10000\r\n" + new string('[', 64 * 1024) + "\r\n"),
        ["compressed without end"] = s => BombAsync(s),
    };

    [Theory]
    [MemberData(nameof(Manners))]
    public async Task Generate_ServerThatBreaksHttp_MayHaveBilledAndIsBounded(string manner)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var deadline = new CancellationTokenSource(Deadline);
        var serving = ServeAsync(listener, Hostile[manner], deadline.Token);
        using var model = Model($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var answer = await model.GenerateAsync(Request, Key, deadline.Token);

        Assert.Null(Broken(answer));
        Assert.Equal(FailureKind.Unanswered, Assert.IsType<ModelAnswer.NoImage>(answer).Why.Kind);
        await serving;

        // For a moment what answered still stands on some stack, with all that it read.
        await Eventually.TrueAsync(() => GC.GetTotalMemory(forceFullCollection: true) - before < 64 * Megabyte);
    }

    /// <summary>One byte a second would keep a call for a month.</summary>
    [Fact]
    public async Task Generate_ServerThatTrickles_IsGivenUpOnAfterTheTimeout()
    {
        var clock = new ManualTimeProvider();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var deadline = new CancellationTokenSource(Deadline);
        var begun = new TaskCompletionSource();
        var serving = ServeAsync(
            listener,
            async stream =>
            {
                await SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n");
                while (true)
                {
                    await SayAsync(stream, " ");
                    begun.TrySetResult();
                    await Task.Yield();
                }
            },
            deadline.Token);
        using var model = Model($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", clock);

        var answer = model.GenerateAsync(Request, Key, deadline.Token);
        await begun.Task.WaitAsync(Deadline);
        clock.Advance(TimeSpan.FromSeconds(300));

        Assert.Equal("TIMEOUT", Assert.IsType<ModelAnswer.NoImage>(await answer.WaitAsync(Deadline)).Why.Code);
        await serving;
    }

    private static GeminiRestModel Model(string baseUrl, TimeProvider? time = null) =>
        new(GeminiHttp.Create(), new GeminiOptions { BaseUrl = baseUrl }, time ?? TimeProvider.System);

    /// <summary>The rule that an answer breaks; null when it keeps all of them.</summary>
    private static string? Broken(ModelAnswer answer)
    {
        if (answer is ModelAnswer.Image image)
        {
            return image.Bytes.IsEmpty ? "An image without bytes." : ImageInspector.Inspect(image.Bytes) is null ? "Not inspected." : null;
        }

        var why = Assert.IsType<ModelAnswer.NoImage>(answer).Why;
        string[] secrets = [Key.Value, Key.Value[..12], .. Prompt.Split(' ').Where(word => word.Length > 6)];
        return secrets.FirstOrDefault(
            s => why.ToString().Contains(s, StringComparison.OrdinalIgnoreCase)) is { } secret ? $"'{secret}' is in: {why}"
            : why.RetryAfter is { } wait && (wait < TimeSpan.Zero || wait > TimeSpan.FromDays(1)) ? $"To be tried again after {wait}."
            : why.Reason.Length is 0 or > 600 || why.Reason.Any(char.IsControl) ? $"No reason for people: {why.Reason}"
            : why.Code is { Length: > 64 } ? $"No code: {why.Code}"
            : null;
    }

    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> answer, CancellationToken cancellationToken)
    {
        using var client = await listener.AcceptTcpClientAsync(cancellationToken);
        var stream = client.GetStream();
        await stream.ReadAtLeastAsync(new byte[64], 64, throwOnEndOfStream: false, cancellationToken);
        try
        {
            await answer(stream);
        }
        catch (IOException)
        {
            // The client has heard enough.
        }
    }

    private static Task SayAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Continues until the client hangs up; a gigabyte at most, so that a client that does not fails the test.</summary>
    private static async Task EndlesslyAsync(NetworkStream stream, string first, string then, int times = 16 * 1024)
    {
        await SayAsync(stream, first);
        var bytes = Encoding.Latin1.GetBytes(then);
        for (var i = 0; i < times; i++)
        {
            await stream.WriteAsync(bytes);
        }
    }

    private static async Task BombAsync(NetworkStream stream)
    {
        await SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/json\r\n\r\n");
        await using var bomb = new GZipStream(stream, CompressionLevel.Fastest);
        var zeros = new byte[Megabyte];
        for (var i = 0; i < 400; i++)
        {
            await bomb.WriteAsync(zeros);
        }
    }
}
