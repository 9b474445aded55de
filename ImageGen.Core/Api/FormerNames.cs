using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>
/// Keeps a project at the name that an earlier release gave it (<see cref="ProjectName.FormerOf"/>), so that what is stored there is found
/// and not paid for again.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class FormerNames(IRunStore runs, IImageStore images)
{
    private const int MostKept = 1_000;

    // Nothing new comes under a former name unless it was found there, so what was found once stays true.
    private readonly ConcurrentDictionary<ProjectName, ProjectName> _resolved = new();

    /// <summary>The name under which the runs or images of <paramref name="path"/> are, if not under <paramref name="project"/>.</summary>
    public async Task<ProjectName> ResolveAsync(string path, ProjectName project, CancellationToken cancellationToken)
    {
        if (ProjectName.FormerOf(path) is not { } former || former == project)
        {
            return project;
        }

        if (!_resolved.TryGetValue(former, out var resolved))
        {
            resolved = await HasDataAsync(former, cancellationToken) && !await HasDataAsync(project, cancellationToken) ? former : project;
            if (_resolved.Count >= MostKept)
            {
                _resolved.Clear();
            }

            _resolved[former] = resolved;
        }

        return resolved;
    }

    private async Task<bool> HasDataAsync(ProjectName project, CancellationToken cancellationToken)
    {
        if (await runs.LastNumberAsync(project, cancellationToken) > 0)
        {
            return true;
        }

        foreach (var style in ImageStyles.All)
        {
            try
            {
                if ((await images.ListAsync(project, style, cancellationToken)).Count > 0)
                {
                    return true;
                }
            }
            catch (UserException)
            {
                // A data folder of another project has nothing of this one.
                return false;
            }
        }

        return false;
    }
}
