using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Projects;

/// <summary>Finds the files of prompts that the storyboard app keeps in a project, one for each style.</summary>
public static class ProjectPrompts
{
    /// <summary>Where a style's prompts may be, the best place first.</summary>
    public static IEnumerable<string> PathsOf(ImageStyle style)
    {
        foreach (var folder in (string[])["prompts/", ""])
        {
            yield return $"{folder}prompts-{style.Name()}.json";
            yield return $"{folder}prompts-{style.Name()}.js";
            yield return $"{folder}{style.Name()}.json";
        }
    }

    /// <summary>The files of a project; empty when there are none.</summary>
    public static async Task<ImmutableArray<StyleFile>> ReadAsync(
        IProjectFiles files, ProjectName project, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<StyleFile>();
        foreach (var style in ImageStyles.All)
        {
            foreach (var path in PathsOf(style))
            {
                if (await files.ReadAsync(project, path, cancellationToken) is { } bytes)
                {
                    found.Add(new StyleFile(style, path, bytes));
                    break;
                }
            }
        }

        return found.ToImmutable();
    }
}
