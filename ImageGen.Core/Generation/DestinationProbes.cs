using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Tries once whether images of a style can be stored before its first paid attempt in this process, and again after each resume: a
/// destination that cannot be written costs a pause, not the price of everything in flight.
/// </summary>
/// <remarks>Thread-safe. Attempts that begin together share one probe.</remarks>
internal sealed class DestinationProbes(IImageStore images)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<(string Run, ImageStyle Style, int Resumes), Lazy<Task>> _probes = new();

    /// <param name="run">The run.</param>
    /// <param name="style">The style.</param>
    /// <param name="resumes">How often the run had been resumed.</param>
    /// <param name="cancellationToken">Ends the wait, not a probe that others wait for, too.</param>
    /// <exception cref="UserException">Images of the style cannot be stored; the next call probes again.</exception>
    public async Task EnsureAsync(RunDocument run, ImageStyle style, int resumes, CancellationToken cancellationToken)
    {
        if (_probes.Count > MostKept)
        {
            _probes.Clear();
        }

        var key = (run.Id, style, resumes);
        var probe = _probes.GetOrAdd(key, _ => new Lazy<Task>(() => ProbeAsync(run.Storyboard, style)));
        try
        {
            await probe.Value.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _probes.TryRemove(new(key, probe));
            throw;
        }
    }

    private Task ProbeAsync(Storyboard storyboard, ImageStyle style) => images.ProbeAsync(
        storyboard.Project, style, storyboard.BeatsOf(style).Select(b => b.Shot).ToHashSet(), CancellationToken.None);
}
