using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImageGen.Functions.Tests.Support;

/// <summary>A vault at a loopback port over HTTPS: it asks for a token, lists secrets in pages of two, and gives values.</summary>
internal sealed class VaultStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate = SelfSigned();
    private readonly ConcurrentQueue<string> _requests = new();

    private VaultStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(
            kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public List<VaultSecret> Secrets { get; } = [];

    /// <summary>Answered to every call; null: as a vault does.</summary>
    public int? RefuseWith { get; set; }

    /// <summary>The reason that a refusal gives, as a vault names it.</summary>
    public string RefuseBecause { get; set; } = "ForbiddenByRbac";

    public Uri Uri => new(_app.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal));

    /// <summary>Paths that were asked for with a token.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public static async Task<VaultStandIn> StartAsync(params VaultSecret[] secrets)
    {
        var vault = new VaultStandIn();
        vault.Secrets.AddRange(secrets);
        await vault._app.StartAsync();
        return vault;
    }

    /// <summary>A client as the app's, but for who it is and whom it trusts.</summary>
    public SecretClient Client()
    {
        var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == _certificate.Thumbprint,
        };
        var options = new SecretClientOptions
        {
            Transport = new HttpClientTransport(handler),
            DisableChallengeResourceVerification = true,
        };
        options.Retry.MaxRetries = 0;
        return new SecretClient(Uri, new FixedCredential(), options);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization.ToString() != $"Bearer {FixedCredential.Token}")
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer authorization=\"https://login.microsoftonline.com/tenant\", "
                + "resource=\"https://vault.azure.net\"";
            return;
        }

        var path = context.Request.Path.Value!;
        _requests.Enqueue(path);
        if (RefuseWith is { } status)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsJsonAsync(new
            {
                error = new { code = "Forbidden", message = "Caller is not authorized.", innererror = new { code = RefuseBecause } },
            });
        }
        else if (path is "/secrets" or "/secrets/")
        {
            await ListAsync(context);
        }
        else if (Secrets.Find(s => path.TrimEnd('/') == $"/secrets/{s.Name}") is { } secret)
        {
            await context.Response.WriteAsJsonAsync(secret.ToJson(Uri, withValue: true));
        }
        else
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsJsonAsync(new { error = new { code = "SecretNotFound", message = "It is not there." } });
        }
    }

    private Task ListAsync(HttpContext context)
    {
        const int page = 2;
        var skip = int.TryParse(context.Request.Query["$skiptoken"], out var n) ? n : 0;
        var next = skip + page < Secrets.Count ? $"{Uri}secrets?api-version=7.6&$skiptoken={skip + page}" : null;
        return context.Response.WriteAsJsonAsync(
            new { value = Secrets.Skip(skip).Take(page).Select(s => s.ToJson(Uri, withValue: false)), nextLink = next });
    }

    private sealed class FixedCredential : TokenCredential
    {
        public const string Token = "test-token";

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(Token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}

/// <summary>A secret of the stand-in.</summary>
internal sealed record VaultSecret(
    string Name, string Value, bool Enabled = true, DateTimeOffset? NotBefore = null, DateTimeOffset? Expires = null,
    string? Project = null, string? Requests = null)
{
    public object ToJson(Uri vault, bool withValue)
    {
        var tags = new Dictionary<string, string>();
        if (Project is not null)
        {
            tags["project"] = Project;
        }

        if (Requests is not null)
        {
            tags["requests"] = Requests;
        }

        var attributes = new Dictionary<string, object> { ["enabled"] = Enabled };
        if (NotBefore is { } from)
        {
            attributes["nbf"] = from.ToUnixTimeSeconds();
        }

        if (Expires is { } to)
        {
            attributes["exp"] = to.ToUnixTimeSeconds();
        }

        return withValue
            ? new { id = $"{vault}secrets/{Name}/1", value = Value, attributes, tags }
            : new { id = $"{vault}secrets/{Name}", attributes, tags };
    }
}
