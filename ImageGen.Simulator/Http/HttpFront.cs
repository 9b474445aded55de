using System.Net;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Http;

/// <summary>The engine behind Kestrel on the loopback address; nothing of the host's own web configuration applies to it.</summary>
internal sealed class HttpFront : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly ICallAnswerer _engine;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();

    private HttpFront(ICallAnswerer engine, int port)
    {
        _engine = engine;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = 2L * RequestReader.MaxBodyBytes;
            kestrel.AddServerHeader = false;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public string BaseUrl => _app.Urls.First();

    public static async Task<HttpFront> StartAsync(ICallAnswerer engine, int port)
    {
        var front = new HttpFront(engine, port);
        await front._app.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/stats") => WriteJsonAsync(context, _engine.Stats),
        ("GET", "/calls") => WriteJsonAsync(context, _engine.Log.Calls),
        _ => GenerateAsync(context),
    };

    private async Task GenerateAsync(HttpContext context)
    {
        using var gaveUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        try
        {
            var request = context.Request;
            var call = new IncomingCall(request.Method, request.Path.Value ?? "/", request.Headers[IncomingCall.KeyHeader], default);
            call = call with { Body = await ReadBodyAsync(call, request, gaveUp.Token) };
            await WriteAsync(context, await _engine.AnswerAsync(call, gaveUp.Token), gaveUp.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException || gaveUp.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(IncomingCall call, HttpRequest request, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, RequestReader.MaxBodyBytes));
        try
        {
            await request.Body.CopyToAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            _engine.LogCutRequest(call);
            throw;
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static async Task WriteAsync(HttpContext context, SimulatedReply reply, CancellationToken cancellationToken)
    {
        if (reply.Ending == ReplyEnding.CutBeforeHeaders)
        {
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        if (reply.Location is { } location) response.Headers.Location = location;
        if (reply.Ending == ReplyEnding.Endless)
        {
            await reply.WriteEndlesslyAsync(response.Body, cancellationToken);
            return;
        }

        response.ContentLength = reply.Body.Length;
        if (reply.Ending == ReplyEnding.CutMidBody)
        {
            await response.Body.WriteAsync(reply.Body[..(reply.Body.Length / 2)], cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            context.Abort();
            return;
        }

        await response.Body.WriteAsync(reply.Body, cancellationToken);
    }

    private static async Task WriteJsonAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, Indented, context.RequestAborted);
    }
}
