using System.Net;
using ImageGen.Core.Api;
using ImageGen.Hosting.Http;
using ImageGen.Local.Configuration;

namespace ImageGen.Local.Http;

/// <summary>
/// Keeps other sites' pages from using a host that listens on this machine without a key: they could reach it through a browser here, by a
/// form's POST or by a name of theirs that resolves to 127.0.0.1.
/// </summary>
internal sealed class OriginMiddleware(RequestDelegate next, HttpOptions options)
{
    public Task InvokeAsync(HttpContext context) =>
        IsOurs(context.Request) ? next(context) : ApiResults.Problem(Problems.ForeignOrigin()).ExecuteAsync(context);

    private bool IsOurs(HttpRequest request)
    {
        if (options.ApiKey is null && !IsThisMachine(request.Host.Host))
        {
            return false;
        }

        var origin = request.Headers.Origin.ToString();
        return HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || origin.Length == 0
            || origin == $"{request.Scheme}://{request.Host}"
            || options.CorsOrigins.Contains(origin);
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
