using ImageGen.Hosting.OpenApi;
using ImageGen.Web;

namespace ImageGen.Hosting.Http;

/// <summary>The page with its sample, and the contract: files that are the same for everybody, without a key.</summary>
internal static class PageFiles
{
    public const string ContractPath = "/openapi.json";

    /// <summary>True for what is served to everybody.</summary>
    public static bool IsPublic(PathString path) => path.Value is ContractPath || WebAssets.Find(path.Value ?? "/") is not null;

    /// <summary>The file under <paramref name="path"/>; null when there is none.</summary>
    public static IResult? Find(PathString path) =>
        path.Value is ContractPath ? new ContractResult() : WebAssets.Find(path.Value ?? "/") is { } asset ? new AssetResult(asset) : null;

    private sealed class ContractResult : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json";
            httpContext.Response.Headers.CacheControl = "no-cache";
            await httpContext.Response.BodyWriter.WriteAsync(OpenApiDocument.Utf8, httpContext.RequestAborted);
        }
    }

    private sealed class AssetResult(WebAsset asset) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            foreach (var (name, value) in WebAssets.Headers)
            {
                response.Headers[name] = value;
            }

            response.Headers.ETag = asset.ETag;
            if (asset.IsMatchedBy(httpContext.Request.Headers.IfNoneMatch))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = asset.ContentType;
            await response.BodyWriter.WriteAsync(asset.Bytes, httpContext.RequestAborted);
        }
    }
}
