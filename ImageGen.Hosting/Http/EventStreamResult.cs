using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace ImageGen.Hosting.Http;

/// <summary>A run's event stream as answer. The client's leaving ends the answer and nothing else.</summary>
internal sealed class EventStreamResult(Func<PipeWriter, CancellationToken, Task> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var lifetime = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        try
        {
            await write(response.BodyWriter, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The client has gone, or the host goes down and the client comes back to the next one.
        }
    }
}
