using System.Diagnostics.CodeAnalysis;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// Names of blobs: <c>{prefix}{project}/generated_images/...</c> as the project has them in a folder, older images below
/// <c>{prefix}{project}/.imagegen/versions/</c>. Projects are in lower case, because names that differ only in case are one project.
/// </summary>
internal sealed class BlobImageNames(string prefix)
{
    public string Project(ProjectName project) => $"{prefix}{project.Value.ToLowerInvariant()}/";

    public string Style(ProjectName project, ImageStyle style) => $"{Project(project)}{ImageName.Root}/{style.Name()}/";

    /// <summary>What the blobs of one image begin with, whatever their type.</summary>
    public string AnyOf(ImageName name) => $"{Project(name.Project)}{name.PathWithoutExtension}.";

    /// <summary>What the blobs of the images of a shot begin with, whatever they are called.</summary>
    public string AnyOfShot(ImageName name) => $"{Style(name.Project, name.Style)}Shot_{name.Shot.Value}/Beat";

    public string Of(ImageName name, ImageFormat format) => Project(name.Project) + name.PathAs(format);

    /// <summary>What the older images of one name begin with.</summary>
    public string Versions(ImageName name) =>
        $"{Project(name.Project)}.imagegen/versions/{name.PathWithoutExtension[(ImageName.Root.Length + 1)..]}/";

    /// <summary>The thumbnail of the image with that ETag.</summary>
    public string Thumbnail(ImageName name, string etag) =>
        $"{Project(name.Project)}.imagegen/thumbnails/{name.PathWithoutExtension[(ImageName.Root.Length + 1)..]}-{etag}.webp";

    /// <summary>What rejected images of a project begin with.</summary>
    public string Rejected(ProjectName project) => $"{Project(project)}.imagegen/rejected/";

    /// <summary>The beat and the type of an image's blob; false for any other name.</summary>
    public static bool TryRead(string blob, [NotNullWhen(true)] out string? path, out BeatId beat, out ImageFormat format)
    {
        path = null;
        beat = default;
        if (!TryFormat(blob, out format))
        {
            return false;
        }

        var root = blob.IndexOf($"/{ImageName.Root}/", StringComparison.Ordinal);
        if (root < 0)
        {
            return false;
        }

        path = blob[(root + 1)..];
        var parts = path.Split('/');
        return parts is [_, _, var shot, var file]
            && shot.StartsWith("Shot_", StringComparison.Ordinal)
            && ShotId.TryParseExact(shot[5..], out _)
            && ImageFiles.TryParseStem(file[..^format.Extension().Length], out beat);
    }

    public static bool TryFormat(string blob, out ImageFormat format)
    {
        foreach (var candidate in ImageFormats.All)
        {
            if (blob.EndsWith(candidate.Extension(), StringComparison.Ordinal))
            {
                format = candidate;
                return true;
            }
        }

        format = default;
        return false;
    }
}
