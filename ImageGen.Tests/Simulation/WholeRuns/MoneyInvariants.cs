using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>Rule 4: a paid attempt is in the log before it is made.</summary>
internal sealed class AttemptIsLoggedFirst : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = world.RunOf(call);
        var logged = world.Log(run).OfType<AttemptStarted>().Count(a => a.Style.Name() == call.Style && a.Beat.Value == call.Beat);
        Require(logged >= call.Number, $"attempt {call.Number} for {call.Name} arrived, but the log has {logged}");
    }
}

/// <summary>Rule 4: confirmed and unconfirmed cost are never below the service's bill.</summary>
internal sealed class BillIsCovered : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var run in world.Runs)
        {
            var bill = world.Gemini.Calls.Where(c => world.RunOf(c) == run).Sum(c => c.BilledUsd);
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
        var run = world.RunOf(call);
        var bill = world.Gemini.Calls.Where(c => world.RunOf(c) == run).Sum(c => c.BilledUsd);
        var limit = world.StateOf(run).MaxCostUsd;
        Require(limit is null || bill + Price <= limit, $"{call.Name} begins with ${bill} billed of ${limit}");
    }
}

/// <summary>Rule 6: an image that was paid for is never thrown away.</summary>
internal sealed class PaidImageIsKept : RunInvariant
{
    public override void AtEnd(SimulatedRuns world)
    {
        foreach (var call in world.Gemini.Calls.Where(c => c is { Fault: GeminiFault.None, IsDelivered: true }))
        {
            var name = Names.Of(world, call);
            Require(Names.BytesOf(world, name) is not null, $"the image of attempt {call.Number} for {call.Name} is not in the store");
        }
    }
}

/// <summary>Rule 6: what is there is not paid for again unless a person asks for it.</summary>
internal sealed class ImageIsMadeOnce : RunInvariant
{
    public override void OnCall(SimulatedRuns world, GeminiCall call)
    {
        var run = world.RunOf(call);
        var isAsked = world.StateOf(run).Document.Storyboard.Options.Overwrite
            || world.Acknowledged.Any(a => a.RunId == run && a.What is Asked.Regenerate && Names.Holds(a, call));
        Require(isAsked || Names.BytesOf(world, Names.Of(world, call)) is null, $"{call.Name} is paid for although its image is there");
    }
}

/// <summary>Where the image of an attempt belongs.</summary>
internal static class Names
{
    public static ImageName Of(SimulatedRuns world, GeminiCall call)
    {
        var storyboard = world.StateOf(world.RunOf(call)).Document.Storyboard;
        var style = storyboard.Styles.Single(s => s.Style.Name() == call.Style);
        var beat = style.Beats.Single(b => b.Id.Value == call.Beat);
        return new ImageName(storyboard.Project, style.Style, beat.Shot, beat.Id);
    }

    public static byte[]? BytesOf(SimulatedRuns world, ImageName name)
    {
        using var stream = RunWorld.Now(world.Images.OpenAsync(name, null, default));
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
