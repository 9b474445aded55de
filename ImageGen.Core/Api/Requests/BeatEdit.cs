using System.Text.Json.Nodes;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>
/// Another image of one beat, as the request that starts the project's next run: the run's storyboard with the beat's new prompt, or with a
/// change to its present image, of which only that beat is generated.
/// </summary>
/// <param name="Beat">The beat.</param>
public sealed record BeatEdit(BeatRef Beat)
{
    /// <summary>The beat's prompt from now on; null (default): as it is.</summary>
    public string? Prompt { get; init; }

    /// <summary>A change to make to the present image (<see cref="Storyboards.Beat.Instruction"/>); null (default): none.</summary>
    public string? Instruction { get; init; }

    /// <summary>Whether the beats that continue it are generated, too. Default false.</summary>
    public bool Following { get; init; }

    /// <summary>Whether approved images, too, are replaced. Default false: naming one is refused.</summary>
    public bool IncludeApproved { get; init; }

    /// <summary>The request's JSON; null: the storyboard has no such beat.</summary>
    public JsonObject? Of(Storyboard storyboard)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var beats = storyboard.BeatsOf(Beat.Style);
        if (beats.FirstOrDefault(b => b.Id == Beat.Beat) is not { } beat)
        {
            return null;
        }

        var index = beats.IndexOf(beat);

        var request = StoryboardJson.Of(storyboard);
        var json = request["promptsByStyle"]![Beat.Style.Name()]![index]!.AsObject();
        json["ai_prompt"] = Prompt ?? beat.Prompt;
        if (Instruction is not null)
        {
            json["instruction"] = Instruction;
        }

        var options = request["options"] as JsonObject ?? [];
        options["overwrite"] = true;
        options["only"] = new JsonArray([.. Named(storyboard).Select(b => new JsonObject
        {
            ["style"] = b.Style.Name(),
            ["beat_number"] = b.Beat.Value,
        })]);
        if (IncludeApproved)
        {
            options["includeApproved"] = true;
        }

        request["options"] = options;
        return request;
    }

    /// <summary>The beats that are generated; empty: the storyboard has no such beat.</summary>
    public ImmutableArray<BeatRef> Named(Storyboard storyboard)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var beats = storyboard.BeatsOf(Beat.Style);
        return beats.FirstOrDefault(b => b.Id == Beat.Beat) is { } beat
            ? [.. Named(beats, beats.IndexOf(beat)).Select(id => new BeatRef(Beat.Style, id))]
            : [];
    }

    private IEnumerable<BeatId> Named(ImmutableArray<Beat> beats, int index) =>
        Following
            ? beats.Skip(index + 1).Where(b => b.Shot == beats[index].Shot).TakeWhile(b => b.Kind is TransitionKind.Continuous)
                .Select(b => b.Id).Prepend(Beat.Beat)
            : [Beat.Beat];
}
