using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
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
                Acknowledged.Add(new Acknowledged(runId, what, Clock.GetUtcNow(), beats));
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
            var result = RunWorld.Now(new Choices(_host.RunLogs, _imageStore, Clock).ChooseAsync(runId, beat, number, default));
            Trace.Add($"{Clock.GetUtcNow():O} choose {runId} {beat} {number} {result.GetType().Name}");
            if (result is ControlResult.Done)
            {
                Acknowledged.Add(new Acknowledged(runId, Asked.Choose, Clock.GetUtcNow(), [beat]) { Number = number });
            }
        }
        catch (UserException e)
        {
            Trace.Add($"{Clock.GetUtcNow():O} choose {runId} {beat} {number} {e.Message}");
        }
    }

    /// <summary>Somebody looks at a run: choices that could not be carried out are.</summary>
    public void Look(string runId) => RunWorld.Now(new Choices(_host.RunLogs, _imageStore, Clock).PlaceAsync(runId, default));

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
