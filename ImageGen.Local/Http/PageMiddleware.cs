using ImageGen.Core.Api;
using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary>The page with its sample, and the contract: files that are the same for everybody, without a key.</summary>
internal sealed class PageMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return PageFiles.IsPublic(path) ? NotAllowedAsync(context) : next(context);
        }

        return PageFiles.Find(path) is { } file ? file.ExecuteAsync(context) : next(context);
    }

    private static Task NotAllowedAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return ApiResults.Problem(Problems.MethodNotAllowed(context.Request.Method)).ExecuteAsync(context);
    }
}
