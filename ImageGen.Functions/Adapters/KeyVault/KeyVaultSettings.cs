namespace ImageGen.Functions.Adapters.KeyVault;

/// <summary>Where the API keys are: the section <c>ImageGen:KeyVault</c>.</summary>
internal sealed record KeyVaultSettings
{
    /// <summary>
    /// <c>Uri</c>, such as <c>https://vault.vault.azure.net</c>. Null (default): keys come from the settings (<c>ImageGen:Styles</c>).
    /// </summary>
    public Uri? Uri { get; init; }

    /// <summary>
    /// <c>CacheFor</c>: how long keys are kept before the vault is asked again. Default five minutes; ten seconds to a day.
    /// </summary>
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromMinutes(5);
}
