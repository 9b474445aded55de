using ImageGen.Core.Api;
using ImageGen.Web;

namespace ImageGen.Local.Http;

/// <summary>The page with its sample, and the contract: files that are the same for everybody, without a key.</summary>
internal sealed class PageMiddleware(RequestDelegate next)
{
    public const string ContractPath = "/openapi.json";

    /// <summary>True for what is served to everybody.</summary>
    public static bool IsPublic(PathString path) => path.Value is ContractPath || WebAssets.Find(path.Value ?? "/") is not null;

    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await (IsPublic(path) ? NotAllowedAsync(context) : next(context));
        }
        else if (WebAssets.Find(path) is { } asset)
        {
            await ServeAsync(context, asset);
        }
        else if (path is ContractPath)
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-cache";
            await context.Response.BodyWriter.WriteAsync(OpenApi.Document, context.RequestAborted);
        }
        else
        {
            await next(context);
        }
    }

    private static Task NotAllowedAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return ApiResults.Problem(Problems.MethodNotAllowed(context.Request.Method)).ExecuteAsync(context);
    }

    private static async Task ServeAsync(HttpContext context, WebAsset asset)
    {
        var response = context.Response;
        foreach (var (name, value) in WebAssets.Headers)
        {
            response.Headers[name] = value;
        }

        response.Headers.ETag = asset.ETag;
        if (asset.IsMatchedBy(context.Request.Headers.IfNoneMatch))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        await response.BodyWriter.WriteAsync(asset.Bytes, context.RequestAborted);
    }
}
