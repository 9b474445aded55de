using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageGen.Bench.Processes;

/// <summary>A service that answers every request with the same image, all of them once so many have come.</summary>
internal sealed class HeldAnswers : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;

    private HeldAnswers(WebApplication app) => _app = app;

    public string BaseUrl => _app.Urls.First();

    public bool HasBegun => Volatile.Read(ref _requests) > 0;

    public static async Task<HeldAnswers> StartAsync(byte[] image, string type, int count)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new HeldAnswers(builder.Build());
        var answer = Encoding.UTF8.GetBytes(
            $$$"""{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"{{{type}}}","data":"{{{Convert.ToBase64String(image)}}}"}}],"role":"model"},"finishReason":"STOP"}]}""");
        service._app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            if (HttpMethods.IsPost(context.Request.Method))
            {
                if (Interlocked.Increment(ref service._requests) >= count)
                {
                    service._all.TrySetResult();
                }

                await service._all.Task;
            }

            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(answer);
        });
        await service._app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
