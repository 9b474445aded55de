using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Deletes the images that a run made: current and older ones, their thumbnails, and those that were rejected. An image that existed
/// before the run, or that another run made since, stays.
/// </summary>
/// <remarks>Thread-safe. Done twice it does nothing the second time.</remarks>
/// <param name="images">Where images are.</param>
/// <param name="rejected">Where rejected ones are; null: they are not kept.</param>
public sealed class RunImageDeletion(IImageStore images, IRejectedImages? rejected = null)
{
    private const int AtOnce = 8;

    /// <summary>Deletes them.</summary>
    /// <exception cref="UserException">The store refuses.</exception>
    public async Task DeleteAsync(RunDocument run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var project = run.Storyboard.Project;
        foreach (var style in run.Storyboard.Styles)
        {
            var stored = await images.ListAsync(project, style.Style, cancellationToken);
            var names = style.Beats
                .Where(b => stored.ContainsKey(b.Id) || run.Storyboard.CandidatesOf(style.Style, b) > 1)
                .Select(b => new ImageName(project, style.Style, b.Shot, b.Id));
            await Parallel.ForEachAsync(
                names,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (name, token) => await images.DeleteAsync(name, run.Id, token));
        }

        await (rejected?.DeleteAsync(project, run.Id, cancellationToken) ?? Task.CompletedTask);
    }
}
