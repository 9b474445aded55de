using ImageGen.Core.Api.Cast;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Exports;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Export;

namespace ImageGen.Hosting.Http;

/// <summary>What every host's API is made of, over the ports and options that the host registers.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApiHandlers(this IServiceCollection services) => services
        .AddSingleton<EventStreams>()
        .AddSingleton<RunSummaries>()
        .AddSingleton<BeatDetails>()
        .AddSingleton<RunImages>()
        .AddSingleton<Estimator>()
        .AddSingleton<FormerNames>()
        .AddSingleton<ProjectPlaces>()
        .AddSingleton<RunReader>()
        .AddSingleton<LargeBodies>()
        .AddSingleton<RequestStoryboards>()
        .AddSingleton<LargeAnswers>()
        .AddSingleton<StartHandler>()
        .AddSingleton<StoryboardAppHandler>()
        .AddSingleton<StoryboardAppStart>()
        .AddSingleton<ProjectReviews>()
        .AddSingleton<Choices>()
        .AddSingleton<BeatReviews>()
        .AddSingleton<ControlHandler>()
        .AddSingleton<EstimateHandler>()
        .AddSingleton<ModelHandler>()
        .AddSingleton<CheckHandler>()
        .AddSingleton<RunHandler>()
        .AddSingleton<ImageHandler>()
        .AddSingleton(
            s => new ProjectReferences(s.GetRequiredService<IImageStore>(), new ImageProcessor(s.GetRequiredService<IImageCodec>())))
        .AddSingleton(
            s => new ReferenceFaults(s.GetRequiredService<IImageStore>(), new ImageProcessor(s.GetRequiredService<IImageCodec>())))
        .AddSingleton<ReferenceHandler>()
        .AddSingleton<CastHandler>()
        .AddSingleton<ExportSheets>()
        .AddSingleton<Exporter>()
        .AddSingleton<ExportHandler>()
        .AddSingleton<StatusHandler>()
        .AddSingleton<ProblemAnswers>();
}
