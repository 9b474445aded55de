using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Configuration;

/// <summary>The API keys of the settings: for a person's own machine. In Azure they belong into Key Vault.</summary>
internal sealed class SettingsKeySource(CloudSettings settings) : IApiKeySource
{
    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult(settings.Keys.GetValueOrDefault(style, []));
}
