using ImageGen.Core.Generation.Models;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows;

namespace ImageGen.Core.Generation;

/// <summary>The body of the GenerateBeat activity.</summary>
public sealed class BeatGenerator(
    RunLedgers ledgers, IImageStore images, IApiKeySource keys, IImageModel model, ModelCatalogue models, TimeProvider time, IRunGate? gate = null)
{
    /// <summary>Stub.</summary>
    public Task<BeatOutcome> GenerateAsync(GenerateBeatRequest request, CancellationToken cancellationToken) => throw new NotImplementedException($"{ledgers}{images}{keys}{model}{models}{time}{gate}");

    internal enum Acceptance { None, Drawn, Found }

    internal static Acceptance Accepts(RunState state, BeatRecord beat, StoredImage image) => Acceptance.None;

    internal static RunEvent CompletedBy(DateTimeOffset now, BeatRecord beat, StoredImage image) => throw new NotImplementedException();
}
