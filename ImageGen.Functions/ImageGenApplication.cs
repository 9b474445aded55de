using Azure.Core.Serialization;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Functions.Adapters;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Adapters.Configuration;
using ImageGen.Functions.Adapters.KeyVault;
using ImageGen.Functions.Http;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Workers;
using ImageGen.Hosting.Configuration;
using ImageGen.Hosting.Gemini;
using ImageGen.Hosting.Http;
using ImageGen.Imaging;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace ImageGen.Functions;

/// <summary>Puts the app together.</summary>
internal static class ImageGenApplication
{
    // Azure cuts every answer at 230 s.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(220);

    public static void AddImageGen(this FunctionsApplicationBuilder builder)
    {
        var (settings, _, notes) = CloudSettingsReader.ReadChecked(
            builder.Configuration, ActivitySlots.HostJson(AppContext.BaseDirectory), DateOnly.FromDateTime(
                TimeProvider.System.GetUtcNow().UtcDateTime));
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<ProblemMiddleware>();
        builder.Services
            .Configure<KestrelServerOptions>(kestrel =>
            {
                kestrel.Limits.MinResponseDataRate = SlowClients.Slowest;

                // The host has a limit, and so has every operation that reads a body.
                kestrel.Limits.MaxRequestBodySize = null;
            })
            .Configure<WorkerOptions>(worker => worker.Serializer = new JsonObjectSerializer(ImageGenJson.Options))
            .AddImageGenCore(settings, TimeProvider.System)
            .AddHostedService(services => services.GetRequiredService<WorkerSigns>())
            .AddHostedService(services => new StartNotes(notes, services.GetRequiredService<ILogger<StartNotes>>()));
    }

    /// <summary>Everything but what only a Functions worker has.</summary>
    public static IServiceCollection AddImageGenCore(this IServiceCollection services, CloudSettings settings, TimeProvider time) =>
        services
        .AddSingleton(time)
        .AddSingleton(settings)
        .AddSingleton(settings.Limits)
        .AddSingleton(settings.Export)
        .AddSingleton(settings.Models)
        .AddSingleton(new BlobContainers(settings.Storage))
        .AddSingleton<IRunStore>(
            s => new BlobRunStore(s.GetRequiredService<BlobContainers>(), time, s.GetRequiredService<ILogger<BlobRunStore>>()))
        .AddSingleton<IImageCodec>(_ => new VipsImageCodec())
        .AddSingleton<IImageStore>(s => new BlobImageStore(
            s.GetRequiredService<BlobContainers>(), time, s.GetRequiredService<IImageCodec>(), settings.StyleReferences))
        .AddSingleton<IRejectedImages, BlobRejectedImages>()
        .AddSingleton<IThumbnailStore, BlobThumbnails>()
        .AddSingleton(s => HostImages.Handling(
            s.GetRequiredService<IImageCodec>(),
            settings,
            s.GetRequiredService<IImageStore>(),
            s.GetRequiredService<IThumbnailStore>(),
            s.GetRequiredService<IRejectedImages>()))
        .AddSingleton(s => s.GetRequiredService<ImageHandling>().Thumbnails!)
        .AddSingleton<RunImageDeletion>()
        .AddSingleton(s => new RunRetention(s.GetRequiredService<IRunStore>(), s.GetRequiredService<RunLogs>(), settings.KeepRunsFor, time))
        .AddSingleton(Keys)
        .AddSingleton<IImageModel>(_ => GeminiClient.Create(
            settings.Gemini, time, HostImages.Spool(settings, Path.Combine(Path.GetTempPath(), "imagegen-answers"))))
        .AddSingleton<IKeyCheck>(_ => new GeminiKeyCheck(GeminiHttp.Create(), settings.Gemini, time))
        .AddSingleton<IStorageCheck, BlobStorageCheck>()
        .AddSingleton(s => new Doctor(
            s.GetRequiredService<IApiKeySource>(),
            s.GetRequiredService<IKeyCheck>(),
            s.GetRequiredService<IStorageCheck>(),
            s.GetRequiredService<IRunStore>(),
            s.GetRequiredService<IImageStore>(),
            settings.Gemini.Model)
        {
            Limits = settings.Limits,
            StyleReferences = settings.StyleReferences,
        })
        .AddSingleton<BackgroundKeyCheck>()
        .AddSingleton(s => new RunLogs(s.GetRequiredService<IRunStore>()))
        .AddSingleton(ActiveRuns)
        .AddSingleton(s => new ActiveRunLimit(s.GetRequiredService<IActiveRuns>(), settings.MaxActiveRuns))
        .AddSingleton<IStartKeys, BlobStartKeys>()
        .AddSingleton<RootWatch>()
        .AddSingleton<DurableRunGate>()
        .AddSingleton<IRunGate>(s => s.GetRequiredService<DurableRunGate>())
        .AddSingleton<BlobWorkerSigns>()
        .AddSingleton(new SignOptions { VisibleAfter = settings.QueueVisibility })
        .AddSingleton<WorkerSigns>()
        .AddSingleton(Generator)
        .AddSingleton<RunActivities>()
        .AddSingleton<RunServices>()
        .AddSingleton(new StoryboardAppOptions(settings.StoryboardApp))
        .AddSingleton<IProjectFolders>(new NamedProjects(
            name => $"{settings.Storage.ImagesContainer}/{settings.Storage.Prefix}{name.Value.ToLowerInvariant()}"))
        .AddSingleton<IProjectFiles, BlobProjectFiles>()
        .AddSingleton(new StoryboardIntake(
            StoryboardLimits.Default, asked => RunDefaults.Complete(settings, asked, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime))))
        .AddSingleton(
            new EstimatorOptions { Limits = settings.Limits, Models = settings.Models, DefaultModel = settings.Gemini.Model, Time = time })
        .AddSingleton(new StartLimits(settings.MaxActiveRuns, LongestAnswer, AreKeptByRuns: true))
        .AddApiHandlers();

    private static IActiveRuns ActiveRuns(IServiceProvider services)
    {
        var (summaries, runLogs) = (services.GetRequiredService<RunSummaries>(), services.GetRequiredService<RunLogs>());
        return new BlobActiveRuns(
            services.GetRequiredService<BlobContainers>(),
            async cancellationToken => (await summaries.ActiveAsync(cancellationToken)).Select(r => r.Id),
            async (id, cancellationToken) =>
                await runLogs.FindAsync(id, cancellationToken) is { } runLog
                    ? await runLog.ReadAsync(s => s.HasEnded, cancellationToken)
                    : (bool?)null,
            services.GetRequiredService<TimeProvider>());
    }

    private static IApiKeySource Keys(IServiceProvider services)
    {
        var settings = services.GetRequiredService<CloudSettings>();
        return settings.KeyVault.Uri is { } vault
            ? new KeyVaultKeySource(
                new SecretClient(vault, new DefaultAzureCredential()),
                settings.KeyVault,
                settings.Limits,
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<KeyVaultKeySource>>())
            : new SettingsKeySource(settings);
    }

    private static BeatGenerator Generator(IServiceProvider services) => new(
        services.GetRequiredService<RunLogs>(),
        services.GetRequiredService<IImageStore>(),
        services.GetRequiredService<IApiKeySource>(),
        services.GetRequiredService<IImageModel>(),
        services.GetRequiredService<ModelCatalogue>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<IRunGate>(),
        handling: services.GetRequiredService<ImageHandling>());
}
