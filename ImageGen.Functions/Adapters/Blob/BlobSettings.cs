namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Where images and runs are: the section <c>ImageGen:Storage</c>.</summary>
internal sealed record BlobSettings
{
    /// <summary>
    /// <c>ConnectionString</c>, of an account by key or of Azurite. Default: the app's own, <c>AzureWebJobsStorage</c>. Ignored when
    /// <see cref="ServiceUri"/> is set.
    /// </summary>
    public string? ConnectionString { get; init; }

    /// <summary>
    /// <c>ServiceUri</c>, such as <c>https://account.blob.core.windows.net</c>: the app's identity is used. Default: none.
    /// </summary>
    public Uri? ServiceUri { get; init; }

    /// <summary><c>ImagesContainer</c>. Default <c>imagegen-images</c>; 3 to 63 small letters, digits and single dashes.</summary>
    public string ImagesContainer { get; init; } = "imagegen-images";

    /// <summary><c>RunsContainer</c>. Default <c>imagegen-runs</c>; may be the same as <see cref="ImagesContainer"/>.</summary>
    public string RunsContainer { get; init; } = "imagegen-runs";

    /// <summary><c>Prefix</c>: a folder in both containers, such as <c>team-a/</c>; ends with <c>/</c>. Default: empty.</summary>
    public string Prefix { get; init; } = string.Empty;
}
