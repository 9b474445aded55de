using System.Security.Cryptography;
using ImageGen.Core.Api;
using ImageGen.Hosting.Http;
using ImageGen.Local.Configuration;

namespace ImageGen.Local.Http;

/// <summary>
/// Asks for the host's key where one is set: in <c>x-functions-key</c>, as Azure Functions takes it, or as a bearer token. Not in the
/// address, as Functions also would: addresses are logged, shared and kept.
/// </summary>
internal sealed class KeyMiddleware(RequestDelegate next, HttpOptions options)
{
    private const string Header = "x-functions-key";
    private const string Bearer = "Bearer ";

    // Hashes are equally long, so that the comparison reveals nothing, not even the key's length.
    private readonly byte[]? _expected = options.ApiKey is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext context) =>
        _expected is null || PageFiles.IsPublic(context.Request.Path) || IsGiven(context.Request)
            ? next(context)
            : ApiResults.Problem(Problems.KeyRequired()).ExecuteAsync(context);

    private bool IsGiven(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var key = request.Headers[Header].ToString() is { Length: > 0 } header ? header
            : authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : null;
        return key is not null && CryptographicOperations.FixedTimeEquals(Hash(key), _expected);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
