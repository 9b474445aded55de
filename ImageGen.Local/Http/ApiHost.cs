using ImageGen.Core.Api;
using ImageGen.Core.Generation;
using ImageGen.Hosting.Http;
using ImageGen.Imaging;
using ImageGen.Local.Configuration;
using ImageGen.Local.Mcp;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace ImageGen.Local.Http;

/// <summary>Puts the HTTP API together.</summary>
internal static class ApiHost
{
    // Event streams must not be held back, and images are compressed already.
    private static readonly string[] Compressible =
        ["application/json", Problem.MediaType, "text/html", "text/css", "text/javascript", "image/svg+xml"];

    /// <summary>Registers what the endpoints need, and the addresses to listen at.</summary>
    /// <exception cref="UserException">The options cannot be served as they are.</exception>
    public static void AddApi(this WebApplicationBuilder builder, HttpOptions options, ApiParts parts)
    {
        options = options.Checked();
        builder.WebHost.UseUrls([.. options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Endpoints count for themselves, each to its own limit, and return a problem.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = SlowClients.Slowest;
        });
        builder.Logging.AddFilter("ModelContextProtocol", LogLevel.Warning);
        builder.Services
            .AddApiParts(options, parts)
            .AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options)))
            .AddResponseCompression(o => o.MimeTypes = Compressible)
            .AddMcpTools()
            .WithHttpTransport();
    }

    /// <summary>What the handlers of requests need, whatever brings the requests.</summary>
    public static IServiceCollection AddApiParts(this IServiceCollection services, HttpOptions options, ApiParts parts)
    {
        if (parts.Engine.Limits is { } limits)
        {
            services.AddSingleton(limits);
        }

        return services
            .AddSingleton(options)
            .AddSingleton(parts.Engine.Runs)
            .AddSingleton(parts.Engine.Images)
            .AddSingleton(new RunImageDeletion(parts.Engine.Images, parts.Engine.Rejected))
            .AddSingleton(parts.Engine.Thumbnails)
            .AddSingleton(parts.Engine.Keys)
            .AddSingleton(parts.Engine.RunLogs)
            .AddSingleton(parts.Engine.Service)
            .AddSingleton(parts.Engine.Doctor)
            .AddSingleton(parts.Engine.Folders)
            .AddSingleton(parts.Engine.Files)
            .AddSingleton(new StoryboardAppOptions(parts.StoryboardApp))
            .AddSingleton(parts.Engine.Held)
            .AddSingleton(parts.Engine.Export)
            .AddSingleton<IImageCodec>(_ => new VipsImageCodec())
            .AddSingleton(parts.Intake)
            .AddSingleton(parts.Estimates)
            .AddSingleton(parts.Estimates.Models)
            .AddSingleton(parts.Time)
            .AddSingleton(new StartLimits(options.MaxActiveRuns))
            .AddApiHandlers();
    }

    /// <summary>The pipeline and the endpoints.</summary>
    public static WebApplication UseApi(this WebApplication app)
    {
        var isAlone = app.Services.GetRequiredService<HttpOptions>().CorsOrigins.Count == 0;
        app.UseResponseCompression();
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            if (isAlone)
            {
                // An image tag of another site's page sends no Origin: only this keeps images from it.
                context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            }

            return next(context);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<OriginMiddleware>();
        app.UseMiddleware<KeyMiddleware>();
        app.UseMiddleware<PageMiddleware>();
        GenerateEndpoint.Map(app);
        RunEndpoints.Map(app);
        ControlEndpoints.Map(app);
        ImageEndpoints.Map(app);
        ReferenceEndpoints.Map(app);
        DurableEndpoints.Map(app);
        if (app.Services.GetRequiredService<StoryboardAppOptions>().IsOn)
        {
            StoryboardAppEndpoints.Map(app);
        }

        McpParts.Map(app);
        return app;
    }

    private static void Allow(CorsPolicyBuilder policy, HttpOptions options) => policy
        .WithOrigins([.. options.CorsOrigins])
        .WithMethods("GET", "HEAD", "POST", "PUT", "DELETE")
        .WithHeaders(
            "accept", "authorization", "content-type", "idempotency-key", "imagegen-description", "last-event-id", "mcp-protocol-version",
            "mcp-session-id", "prefer", "x-functions-key")
        .WithExposedHeaders("ETag", "Location", "Retry-After", ExportHandler.NotesHeader, "mcp-session-id")
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
