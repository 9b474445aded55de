using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <content>What people ask, and what goes wrong with hosts and disks.</content>
internal sealed partial class SimulatedRuns
{
    /// <summary>A person asks something of a run; what is refused or cannot be logged is not acknowledged.</summary>
    public void Ask(string runId, Asked what, params ImmutableArray<BeatRef> beats)
    {
        try
        {
            var result = RunWorld.Now(what switch
            {
                Asked.Pause => Service.PauseAsync(runId, "Lunch.", default),
                Asked.Resume => Service.ResumeAsync(runId, StateOf(runId).MaxCostUsd is { } limit ? limit + 1 : null, default),
                Asked.Cancel => Service.CancelAsync(runId, beats.IsEmpty, default),
                _ => Service.RequestAsync(runId, Enum.Parse<BeatRequestKind>(what.ToString()), beats, default),
            });
            Trace.Add($"{Clock.GetUtcNow():O} {what} {runId} {result.GetType().Name}");
            if (result is ControlResult.Done)
            {
                Acknowledged.Add(new Acknowledged(runId, what, Clock.GetUtcNow(), beats) { Position = Store.Log(runId).Length });
                _pieces.Machine(this, Acknowledged[^1]);
            }
        }
        catch (UserException e)
        {
            Trace.Add($"{Clock.GetUtcNow():O} {what} {runId} {e.Message}");
        }
    }

    /// <summary>A person chooses one of a beat's candidates.</summary>
    public void Choose(string runId, BeatRef beat, int number)
    {
        try
        {
            var result = RunWorld.Now(new Choices(_host.RunLogs, _imageStore, Wall).ChooseAsync(runId, beat, number, default));
            Trace.Add($"{Clock.GetUtcNow():O} choose {runId} {beat} {number} {result.GetType().Name}");
            if (result is ControlResult.Done)
            {
                Acknowledged.Add(new Acknowledged(runId, Asked.Choose, Clock.GetUtcNow(), [beat])
                {
                    Number = number,
                    Position = Store.Log(runId).Length,
                });
            }
        }
        catch (UserException e)
        {
            Trace.Add($"{Clock.GetUtcNow():O} choose {runId} {beat} {number} {e.Message}");
        }
    }

    /// <summary>Somebody looks at a run: choices that could not be carried out are.</summary>
    public void Look(string runId) => RunWorld.Now(new Choices(_host.RunLogs, _imageStore, Wall).PlaceAsync(runId, default));

    /// <summary>For a time neither log nor images can be written, or only the images.</summary>
    public void FillDisk(double seconds, double forSeconds, bool logToo)
    {
        After(seconds, () => Fill("There is no space left on the disk."));
        After(seconds + forSeconds, () => Fill(null));

        void Fill(string? why)
        {
            _isFull = why is not null;
            Images.FailSaves(why);
            Images.Unwritable = why;
            Store.FailAppends(logToo ? why : null);
        }
    }

    /// <summary>For a time nothing can be logged, and images can be stored all the same.</summary>
    public void LoseLog(double seconds, double forSeconds)
    {
        After(seconds, () => Store.FailAppends("There is no right to write the log."));
        After(seconds + forSeconds, () => Store.FailAppends(null));
    }

    /// <summary>A person deletes a project's run, as soon as it is over, and starts the project again.</summary>
    public void DeleteAndStart(string project, Storyboard storyboard, bool imagesToo, double pause, int tries)
    {
        var run = RunOf(project);
        var log = Store.Log(run);
        StateOf(run);
        if (RunWorld.Now(Service.DeleteAsync(run, default, imagesToo ? DeleteImagesAsync : null)) is ControlResult.Done)
        {
            Trace.Add($"{Clock.GetUtcNow():O} delete {run} {imagesToo}");
            _deleted[run] = (log, imagesToo);
            After(pause, () => StartAgain(project, storyboard));
        }
        else if (tries > 1)
        {
            After(30, () => DeleteAndStart(project, storyboard, imagesToo, pause, tries - 1));
        }
    }

    private async Task DeleteImagesAsync(RunDocument run, CancellationToken cancellationToken)
    {
        foreach (var style in run.Storyboard.Styles)
        {
            foreach (var beat in style.Beats)
            {
                await Images.DeleteAsync(new ImageName(run.Storyboard.Project, style.Style, beat.Shot, beat.Id), run.Id, cancellationToken);
            }
        }
    }

    private void StartAgain(string project, Storyboard storyboard)
    {
        try
        {
            Start(project, storyboard);
        }
        catch (UserException)
        {
            After(HostRetry.TotalSeconds, () => StartAgain(project, storyboard));
        }
    }

    /// <summary>The process dies. In the cloud histories outlive it and messages come back; on one machine only the stores do.</summary>
    public void Crash(bool keepsHistories, TimeSpan downTime)
    {
        Trace.Add($"{Clock.GetUtcNow():O} crash {keepsHistories} {downTime}");
        _host = OpenHost();
        Engine.Crash(_ => !keepsHistories, downTime);
        if (!keepsHistories && _pieces.WakesAfterCrash)
        {
            Runs.Where(r => !StateOf(r).HasEnded).ToList().ForEach(_waker.OpenAgain);
        }
    }

    public void LoseStyle(ImageStyle style)
    {
        _host = OpenHost();
        Engine.Crash(i => i.Id.Contains($":{style.Name()}:", StringComparison.Ordinal), TimeSpan.FromSeconds(1));
    }
}
