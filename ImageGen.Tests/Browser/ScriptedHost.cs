using System.Collections.Concurrent;
using System.Threading.Channels;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Browser;

/// <summary>
/// A host that says exactly what a test tells it to: for what a real one does only when something goes wrong (streams that are cut,
/// messages that come twice, hostile names, very large runs). Real HTTP, real files of the page.
/// </summary>
public sealed class ScriptedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Channel<string>, CancellationTokenSource> _streams = [];

    private ScriptedHost(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>The only run that there is.</summary>
    public RunView? Run { get; set; }

    /// <summary>The key that every request below /api must carry; null: none.</summary>
    public string? Key { get; set; }

    /// <summary>What is wrong with whatever is sent.</summary>
    public ImmutableArray<Fault> Faults { get; set; } = [];

    /// <summary>What a check reports; null: there is no such answer.</summary>
    public CheckReport? Report { get; set; }

    /// <summary>The queries with which checks were asked for, in order.</summary>
    public ConcurrentQueue<string> Checks { get; } = [];

    /// <summary>The bodies that an estimate was asked for, in order.</summary>
    public Channel<string> Estimated { get; } = Channel.CreateUnbounded<string>();

    /// <summary>The position behind which each stream was asked for, in order.</summary>
    public Channel<long> StreamsOpened { get; } = Channel.CreateUnbounded<long>();

    /// <summary>Requests below /api that came without the key.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    public static async Task<ScriptedHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var host = new ScriptedHost(app);
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(host.AnswerAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        host.Address = new Uri(addresses.Addresses.Single());
        return host;
    }

    /// <summary>Sends a message to every stream that is open.</summary>
    public void Send(long id, object message)
    {
        foreach (var stream in _streams.Keys)
        {
            stream.Writer.TryWrite($"id: {id.ToString(CultureInfo.InvariantCulture)}\ndata: "
                + $"{System.Text.Json.JsonSerializer.Serialize(message, ImageGenJson.Options)}\n\n");
        }
    }

    /// <summary>Cuts every stream as a lost network would.</summary>
    public void Cut()
    {
        foreach (var cut in _streams.Values)
        {
            cut.Cancel();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (WebAssets.Find(path) is { } asset)
        {
            foreach (var (name, value) in WebAssets.Headers)
            {
                context.Response.Headers[name] = value;
            }

            context.Response.ContentType = asset.ContentType;
            await context.Response.Body.WriteAsync(asset.Bytes);
            return;
        }

        if (Key is not null && context.Request.Headers["x-functions-key"] != Key)
        {
            Refused.Enqueue(path);
            await JsonAsync(context, 401, new { title = "A key is needed" });
            return;
        }

        await (path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["api", "runs"] => JsonAsync(context, 200, new { runs = Array.Empty<object>() }),
            ["api", "runs", var id] when id == Run?.Id => JsonAsync(context, 200, Run),
            ["api", "runs", var id, "events"] when id == Run?.Id => StreamAsync(context),
            ["api", "runs", var id, "beats", ..] when id == Run?.Id =>
                JsonAsync(context, 200, new { ai_prompt = "<img src=x onerror=alert(1)>" }),
            ["api", "projects", ..] => ImageAsync(context),
            ["api", "check"] when Report is not null => CheckAsync(context),
            ["api", "estimate"] when Faults.Length > 0 => JsonAsync(context, 400, new { title = "Faults", faults = Faults }),
            ["api", "estimate"] => EstimateAsync(context),
            _ => JsonAsync(context, 404, new { title = "Nothing here" }),
        });
    }

    private Task CheckAsync(HttpContext context)
    {
        var query = context.Request.QueryString.Value ?? string.Empty;
        Checks.Enqueue(query);
        return JsonAsync(
            context, 200, query.Length == 0 ? Report : Report! with { Limits = [.. Report.Limits.Select(l => l with { Learned = null })] });
    }

    private async Task EstimateAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await Estimated.Writer.WriteAsync(await reader.ReadToEndAsync());
        await JsonAsync(context, 200, new { images = 7, existing = 0, costUsd = 0.5m, seconds = 20, perStyle = Array.Empty<object>() });
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": welcome\n\n");
        await context.Response.Body.FlushAsync();

        var frames = Channel.CreateUnbounded<string>();

        // Not disposed: a cut may come at any time, and only here may the context of an open request be touched.
        var cut = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        _streams[frames] = cut;
        StreamsOpened.Writer.TryWrite(long.Parse(context.Request.Headers["Last-Event-ID"]!, CultureInfo.InvariantCulture));
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(cut.Token))
            {
                await context.Response.WriteAsync(frame);
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Cut, or the page has left.
            context.Abort();
        }
        finally
        {
            _streams.TryRemove(frames, out _);
        }
    }

    private static async Task ImageAsync(HttpContext context)
    {
        context.Response.ContentType = "image/png";
        await context.Response.Body.WriteAsync(TestImage.Png(number: 1, side: 16));
    }

    private static Task JsonAsync(HttpContext context, int status, object? body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, ImageGenJson.Options);
    }
}
