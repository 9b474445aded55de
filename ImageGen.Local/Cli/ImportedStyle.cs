using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Generation;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Local.Cli;

/// <summary>What a project's folder has of one style.</summary>
/// <param name="Style">The style.</param>
/// <param name="Images">Whole images.</param>
/// <param name="Damaged">Files with an image's name that are no whole image, within the project.</param>
/// <param name="HasProgressFile">Whether there is a progress file.</param>
/// <param name="Progress">The progress file; null: there is none, or it cannot be read.</param>
/// <param name="WithoutImage">Beats that it notes as complete and that have no whole image.</param>
internal sealed record ImportedStyle(
    ImageStyle Style,
    int Images,
    ImmutableArray<string> Damaged,
    bool HasProgressFile,
    ProgressFile? Progress,
    ImmutableArray<string> WithoutImage)
{
    public static async Task<ImportedStyle> ReadAsync(
        ProjectFolder folder, ImageStyle style, FileImageStore images, IImageCodec codec, CancellationToken cancellationToken)
    {
        var there = await images.ListAsync(folder.Name, style, cancellationToken);
        var json = await new FileProjectFiles(folder.ReadOnly()).ReadAsync(folder.Name, ProgressFile.PathOf(style), cancellationToken);
        var progress = json is { } bytes ? ProgressFile.TryRead(bytes) : null;
        return new ImportedStyle(
            style,
            there.Count,
            DamagedOf(new ProjectPaths(folder.Path), style, codec),
            json is not null,
            progress,
            [.. (progress?.Beats ?? []).Where(beat => !there.ContainsKey(beat)).Select(beat => progress!.LabelOf(beat)!)]);
    }

    private static ImmutableArray<string> DamagedOf(ProjectPaths paths, ImageStyle style, IImageCodec codec)
    {
        var reader = new ImageReader(codec);
        return
        [
            .. from files in ImageFolder.Of(paths, style)
               where !reader.Describe(files, paths, paths.Sidecar(style, files.First().FullName)).Any()
               from file in files
               orderby file.FullName
               select paths.Relative(file.FullName),
        ];
    }
}
