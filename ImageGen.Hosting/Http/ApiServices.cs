using ImageGen.Core.Api.Events;
using ImageGen.Core.Api.Exports;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;

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
        .AddSingleton<RunReader>()
        .AddSingleton<LargeBodies>()
        .AddSingleton<StartHandler>()
        .AddSingleton<ControlHandler>()
        .AddSingleton<EstimateHandler>()
        .AddSingleton<ModelHandler>()
        .AddSingleton<CheckHandler>()
        .AddSingleton<RunHandler>()
        .AddSingleton<ImageHandler>()
        .AddSingleton<ExportSheets>()
        .AddSingleton<Exporter>()
        .AddSingleton<ExportHandler>()
        .AddSingleton<StatusHandler>()
        .AddSingleton<ProblemAnswers>();
}
