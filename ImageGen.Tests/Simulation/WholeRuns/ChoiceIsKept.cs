using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Rule 5: the candidate that a person chose last stands in the layout, until the beat is regenerated.</summary>
internal sealed class ChoiceIsKept : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        // Those of a run that was deleted went with it.
        foreach (var run in world.Runs.Where(r => !world.IsDeleted(r)))
        {
            var chosen = world.Acknowledged.Where(a => a.RunId == run && a.What is Asked.Choose).ToLookup(a => a.Beats[0]);
            foreach (var beat in chosen.Where(c => !IsAskedAgain(world, c.Last())))
            {
                Check(world, run, beat.Key, beat.Last());
            }
        }
    }

    private static bool IsAskedAgain(SimulatedRuns world, Acknowledged choice) => world.Acknowledged.Any(
        a => a.RunId == choice.RunId
            && a.At >= choice.At
            && a.What is Asked.Retry or Asked.Regenerate
            && (a.Beats.IsEmpty || a.Beats.Contains(choice.Beats[0])));

    private void Check(SimulatedRuns world, string run, BeatRef beat, Acknowledged choice)
    {
        // A later choice that was not acknowledged may be in the log all the same, and then holds.
        var isLater = world.Log(run).Skip(choice.Position).OfType<CandidateChosen>().Any(e => e.Style == beat.Style && e.Beat == beat.Beat);
        world.Look(run);
        var record = world.StateOf(run).Find(beat.Style, beat.Beat)!;
        var name = new ImageName(world.StateOf(run).Document.Storyboard.Project, beat.Style, record.Beat.Shot, beat.Beat);
        var place = RunWorld.Now(world.Images.FindAsync(name, default));
        Require(
            record.Candidates.Chosen == choice.Number || isLater,
            $"{run} {beat}: candidate {choice.Number} was chosen, and the log says {record.Candidates.Chosen}");
        Require(
            place?.ETag == record.Candidates.Find(record.Candidates.Chosen)?.ETag,
            $"{run} {beat}: candidate {record.Candidates.Chosen} was chosen, and another image stands in the layout");
    }
}
