using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>Where images are, relative to the host. An image's address changes with the image, so that it may be cached for good.</summary>
public static class ImageUris
{
    /// <summary>The image as it is now.</summary>
    public static string Of(ImageName name, string? etag) =>
        FormattableString.Invariant($"{Path(name)}?shot={name.Shot.Value}") + (
            etag is null ? string.Empty : $"&v={Uri.EscapeDataString(etag)}");

    /// <summary>An older image.</summary>
    public static string OfVersion(ImageName name, string version, string etag) =>
        FormattableString.Invariant(
            $"{Path(name)}?shot={name.Shot.Value}&version={Uri.EscapeDataString(version)}&v={Uri.EscapeDataString(etag)}");

    /// <summary>A candidate, whether it is in the layout or beside it: the address stays when another one is chosen.</summary>
    public static string OfCandidate(ImageName name, string etag) => OfVersion(name, etag, etag);

    private static string Path(ImageName name) => $"/api/projects/{name.Project.Value}/images/{name.Style.Name()}/{name.Beat.Value}";
}
