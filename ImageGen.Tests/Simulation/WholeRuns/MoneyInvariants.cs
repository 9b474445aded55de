using ImageGen.Core.Models.Catalogue;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Rule 4: a paid attempt is in the log before it is made.</summary>
internal sealed class AttemptIsLoggedFirst : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = call.Run;
        var logged = world.Log(run).OfType<AttemptStarted>().Count(a => a.Style.Name() == call.Style && a.Beat.Value == call.Beat);
        var made = world.Gemini.Calls.Count(c => c.Run == run && c.Name == call.Name) + 1;
        Require(logged >= made, $"attempt {made} for {call.Name} arrived, but the log has {logged}");
    }
}

/// <summary>Rule 4: confirmed and unconfirmed cost are never below the service's bill.</summary>
internal sealed class BillIsCovered : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            var bill = world.Gemini.Calls.Where(c => c.Run == run).Sum(c => c.BilledUsd);
            var state = world.StateOf(run);
            var told = state.CostUsd + state.UnconfirmedUsd + state.OpenUsd;
            Require(told >= bill, $"{run} reports ${told}, the bill says ${bill}");
        }
    }
}

/// <summary>Rule 4: no attempt begins that could pass the cost limit.</summary>
internal sealed class CostLimitIsKept : RunInvariant
{
    private static readonly decimal Price = ModelCatalogue.BuiltIn.EstimateUsd(ModelCatalogue.DefaultModel, null, 0);

    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = call.Run;
        var bill = world.Gemini.Calls.Where(c => c.Run == run).Sum(c => c.BilledUsd);
        var limit = world.StateOf(run).MaxCostUsd;
        Require(limit is null || bill + Price <= limit, $"{call.Name} begins with ${bill} billed of ${limit}");
    }
}

/// <summary>Rule 6: an image that was paid for is never thrown away.</summary>
internal sealed class PaidImageIsKept : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var call in world.Gemini.Calls.Where(c => c is { Fault: GeminiFault.None, IsDelivered: true } && world.HasImages(c.Run)))
        {
            Require(
                Names.HashesOf(world, Names.Of(world, call)).Contains(call.ImageHash!),
                $"the image of attempt {call.Number} for {call.Name} is not in the store");
        }
    }
}

/// <summary>
/// Rule 6: what is there is not paid for again unless a person asks for it; of candidates no more are generated than were asked for.
/// </summary>
internal sealed class ImageIsMadeOnce : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = call.Run;
        var isAsked = world.StateOf(run).Document.Storyboard.Options.Overwrite
            || world.Acknowledged.Any(a => a.RunId == run && a.What is Asked.Regenerate && Names.Holds(a, call));
        var (there, wanted) = (Names.HashesOf(world, Names.Of(world, call)).Count, Names.WantedOf(world, call));
        Require(isAsked || there < wanted, $"{call.Name} is paid for although {there} of {wanted} images are there");
    }
}

/// <summary>Where the image of an attempt belongs.</summary>
internal static class Names
{
    public static ImageName Of(SimulatedRuns world, GeminiCall call)
    {
        var storyboard = world.StateOf(call.Run).Document.Storyboard;
        var style = storyboard.Styles.Single(s => s.Style.Name() == call.Style);
        var beat = style.Beats.Single(b => b.Id.Value == call.Beat);
        return new ImageName(storyboard.Project, style.Style, beat.Shot, beat.Id);
    }

    /// <summary>How many images of its beat are asked for.</summary>
    public static int WantedOf(SimulatedRuns world, GeminiCall call)
    {
        var storyboard = world.StateOf(call.Run).Document.Storyboard;
        var style = storyboard.Styles.Single(s => s.Style.Name() == call.Style);
        return storyboard.CandidatesOf(style.Style, style.Beats.Single(b => b.Id.Value == call.Beat));
    }

    /// <summary>Of the image in the layout and of all versions.</summary>
    public static HashSet<string> HashesOf(SimulatedRuns world, ImageName name) =>
    [
        .. RunWorld.Now(world.Images.VersionsAsync(name, default)).Select(v => v.Version).Append(null)
            .Select(version => BytesOf(world, name, version)).OfType<byte[]>().Select(bytes => SimulatedGemini.HashOf(bytes)),
    ];

    public static byte[]? BytesOf(SimulatedRuns world, ImageName name, string? version = null)
    {
        using var stream = RunWorld.Now(world.Images.OpenAsync(name, version, default));
        if (stream is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Whether a request names the beat of an attempt; one without beats names all.</summary>
    public static bool Holds(Acknowledged asked, GeminiCall call) =>
        asked.Beats.IsEmpty || asked.Beats.Any(b => b.Style.Name() == call.Style && b.Beat.Value == call.Beat);
}
