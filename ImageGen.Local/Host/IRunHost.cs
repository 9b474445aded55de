using ImageGen.Core.Api.Views;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Host;

/// <summary>What the command line needs of the engine: to start a run, to follow it, and to stop cleanly.</summary>
internal interface IRunHost : IAsyncDisposable
{
    /// <summary>What the HTTP API works on.</summary>
    EngineParts Parts { get; }

    /// <summary>Tells the one who finds the data folder in use where this host answers.</summary>
    void Announce(Uri url);

    /// <summary>Starts a run, or continues with the unfinished one of the same project (see <see cref="ProjectRuns"/>).</summary>
    Task<ProjectStart> StartAsync(Storyboard storyboard, CancellationToken cancellationToken);

    /// <summary>Carries out what a person asks of a run, and sees to it that the run continues.</summary>
    Task<ControlResult> ControlAsync(RunCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What happens in a run: at once where it stands (without events), then whenever something happens (several times a second at most)
    /// and every second in between. Every view has its beats. Ends behind the update that shows that the run has ended, or is paused
    /// for another reason than a person's wish: then nothing more will happen by itself.
    /// </summary>
    IAsyncEnumerable<RunUpdate> WatchAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Begins no more calls, finishes those under way, and returns when nothing is left to do. Unfinished runs stay unfinished.
    /// </summary>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>Where a run stands, and what has happened since the update before.</summary>
internal sealed record RunUpdate(RunView View, ImmutableArray<RunEvent> Events);
