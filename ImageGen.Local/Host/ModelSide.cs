using ImageGen.Core.Models;
using ImageGen.Hosting.Configuration;
using ImageGen.Hosting.Gemini;
using ImageGen.Local.Configuration;
using ImageGen.Local.Simulated;

namespace ImageGen.Local.Host;

/// <summary>
/// Who generates, and with which keys: Gemini when a style has keys, else the simulator in this process; never some of each.
/// </summary>
internal sealed class ModelSide : IAsyncDisposable
{
    private readonly BuiltInSimulator? _simulator;

    private ModelSide(IApiKeySource keys, IImageModel model, IKeyCheck check, BuiltInSimulator? simulator) =>
        (Keys, Model, Check, _simulator) = (keys, model, check, simulator);

    public IApiKeySource Keys { get; }

    public IImageModel Model { get; }

    /// <summary>Asks the model that generates about keys.</summary>
    public IKeyCheck Check { get; }

    public static ModelSide Of(HostRequest request, ILoggerFactory logs, TimeProvider time)
    {
        if (request.Options.HasKeys)
        {
            return new ModelSide(
                new ConfiguredKeySource(request.Configuration, request.Options, time, logs.CreateLogger<ConfiguredKeySource>()),
                new GeminiRestModel(
                    GeminiHttp.Create(),
                    request.Options.Gemini,
                    time,
                    HostImages.Spool(request.Options, Path.Combine(request.Data.Control, "answers"))),
                new GeminiKeyCheck(GeminiHttp.Create(), request.Options.Gemini, time),
                simulator: null);
        }

        var simulator = new BuiltInSimulator(request.Seed, time);
        return new ModelSide(simulator, simulator.Model, simulator.Check, simulator);
    }

    /// <summary>The store as the simulator has to see it.</summary>
    public IRunStore Watching(IRunStore store) => _simulator is null ? store : new LearningRunStore(store, _simulator);

    public async ValueTask DisposeAsync()
    {
        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
            return;
        }

        (Model as IDisposable)?.Dispose();
        (Check as IDisposable)?.Dispose();
        (Keys as IDisposable)?.Dispose();
    }
}
