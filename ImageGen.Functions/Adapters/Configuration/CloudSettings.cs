using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Adapters.KeyVault;
using ImageGen.Hosting.Configuration;

namespace ImageGen.Functions.Adapters.Configuration;

/// <summary>
/// The settings of this host: application settings in Azure (<c>ImageGen__*</c>), <c>local.settings.json</c> on a person's machine.
/// </summary>
internal sealed record CloudSettings : GenerationSettings
{
    /// <summary><c>ImageGen:Storage</c>.</summary>
    public BlobSettings Storage { get; init; } = new();

    /// <summary><c>ImageGen:KeyVault</c>.</summary>
    public KeyVaultSettings KeyVault { get; init; } = new();

    /// <summary>
    /// <c>ImageGen:Http:MaxActiveRuns</c>: how many runs may be not over at a time; one more is answered 429. Default 20; 1 or more.
    /// </summary>
    public int MaxActiveRuns { get; init; } = 20;

    /// <summary>After so long the task hub delivers the work of a lost worker again, by the host's own settings; null: not known.</summary>
    public TimeSpan? QueueVisibility { get; init; }
}
