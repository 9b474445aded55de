using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// Reads a request <c>{projectPath, promptsByStyle: {illustration|clear|consistent: [{shot_number, beat_number, script_phrase?,
/// transition_type, ai_prompt, seconds?, instruction?, references?}]}, options?, references?: [{id, kind, image?, description?,
/// styles?}]}</c> and finds every fault in one pass.
/// </summary>
/// <remarks>
/// <para>Accepted beyond the letter: a byte order mark; beat and shot numbers as text, as JSON numbers and with their word before them
/// ("Beat 1.1", "Shot_3"); shots with names ("1A"); JSON's null for a field that may be left out; an empty array for one style while
/// another has beats; in a beat, further fields that the storyboard's own tools keep there (ignored).</para>
/// <para>Accepted with a note: UTF-16; JSON in a code fence or a JavaScript module; the styles without <c>promptsByStyle</c> around them;
/// one list of beats (an array, <c>{storyboard: [...]}</c>, <c>{prompts: [...]}</c>) whose style is known; <c>image_prompt</c> or
/// <c>prompt</c> for <c>ai_prompt</c>.</para>
/// <para>A fault: names in other spellings (a field <c>Ai_Prompt</c>, a style <c>Clear</c>), with what was meant; fields that come twice;
/// any
/// other field outside of a beat, for an option that is silently ignored could cost money.</para>
/// </remarks>
public static class StoryboardReader
{
    /// <summary>Reads a request. Never throws because of what it holds, and never quotes more of it than a few characters.</summary>
    /// <param name="text">The request as it came.</param>
    /// <param name="limits">How large it may be; null: <see cref="StoryboardLimits.Default"/>.</param>
    /// <param name="hints">What is known besides; null: nothing.</param>
    public static StoryboardReadResult Read(ReadOnlyMemory<byte> text, StoryboardLimits? limits = null, StoryboardHints? hints = null)
    {
        limits ??= StoryboardLimits.Default;
        var faults = new FaultList(limits.MaxFaults);
        return ResultOf(Read(text, limits, hints ?? StoryboardHints.None, faults), faults);
    }

    /// <summary>Reads one file for each style.</summary>
    /// <param name="projectPath">The project.</param>
    /// <param name="files">The files, each with its style.</param>
    /// <param name="limits">How large they may be together; null: <see cref="StoryboardLimits.Default"/>.</param>
    /// <param name="request">A request whose <c>options</c> hold and that has no beats of its own; null: none.</param>
    public static StoryboardReadResult ReadFiles(
        string projectPath, IReadOnlyList<StyleFile> files, StoryboardLimits? limits = null, ReadOnlyMemory<byte>? request = null)
    {
        limits ??= StoryboardLimits.Default;
        var faults = new FaultList(limits.MaxFaults);
        var styles = new List<StyleBeats>();
        var ids = new HashSet<BeatId>();
        using var document = request is { } json ? JsonSyntax.Parse(json, limits.MaxDepth, limits.MaxValues, faults) : null;
        var reader = new ReferenceReader(limits, faults);
        var references = document is null
            ? null
            : reader.Read(
                JsonText.Find(document.RootElement, "references") is { ValueKind: not JsonValueKind.Null } list ? list : null,
                JsonPlace.Root.Field("references"));
        foreach (var file in files)
        {
            ids.UnionWith(ReadFile(file, limits, styles, reader, faults));
        }

        var options = document is not null && JsonText.Find(document.RootElement, "options") is { ValueKind: not JsonValueKind.Null } asked
                ? new OptionsReader(faults).Read(asked, JsonPlace.Root.Field("options"), ids, styles)
                : new RunOptions();
        var (path, project) = RequestReader.ProjectOf(projectPath, JsonPlace.Root.Field("projectPath"), Quoted.Text(projectPath), faults);
        if (styles.Count == 0 && faults.Count == 0)
        {
            faults.Add(
                JsonPlace.Root,
                "There is no beat in any style: nothing to do.",
                "Save prompts/prompts-{style}.json with at least one beat in the project's folder.");
        }

        return ResultOf(new Storyboard(path, project, [.. styles.OrderBy(s => s.Style)], options) { References = references }, faults);
    }

    private static StoryboardReadResult ResultOf(Storyboard? storyboard, FaultList faults) => storyboard is not null && faults.Count == 0
        ? new StoryboardReadResult.Accepted(storyboard) { Notes = faults.Notes }
        : new StoryboardReadResult.Refused(faults.ToImmutable());

    private static Storyboard? Read(ReadOnlyMemory<byte> text, StoryboardLimits limits, StoryboardHints hints, FaultList faults)
    {
        if (IsTooLarge(text, limits, faults))
        {
            return null;
        }

        using var document = JsonSyntax.Parse(StoryboardText.JsonOf(text, faults), limits.MaxDepth, limits.MaxValues, faults);
        return document is null ? null : new RequestReader(limits, hints, faults).Read(document.RootElement);
    }

    private static HashSet<BeatId> ReadFile(
        StyleFile file, StoryboardLimits limits, List<StyleBeats> styles, ReferenceReader references, FaultList faults)
    {
        var place = JsonPlace.File(file.Name);
        if (IsTooLarge(file.Text, limits, faults))
        {
            return [];
        }

        var json = StoryboardText.JsonOf(file.Text, faults);
        using var document = JsonSyntax.Parse(json, limits.MaxDepth, limits.MaxValues, faults, FileRemedy, place);
        if (document is null)
        {
            return [];
        }

        var reader = new StyleReader(limits, faults, references);
        var beats = reader.ReadFile(document.RootElement, file.Style, place);
        if (!beats.IsEmpty)
        {
            faults.Note($"{file.Name}: {beats.Length} beats in '{file.Style.Name()}'.");
            styles.Add(new StyleBeats(file.Style, beats));
        }

        return reader.Ids;
    }

    private const string FileRemedy = "Save it as a JSON array of beats, in UTF-8.";

    private static bool IsTooLarge(ReadOnlyMemory<byte> text, StoryboardLimits limits, FaultList faults)
    {
        if (text.Length <= limits.MaxBytes)
        {
            return false;
        }

        faults.Add(JsonPlace.Root, $"The request is larger than {limits.MaxBytes} bytes.", "Split the storyboard into several requests.");
        return true;
    }
}

/// <summary>A file of the prompts of one style.</summary>
/// <param name="Style">The style.</param>
/// <param name="Name">The file, for messages.</param>
/// <param name="Text">Its bytes.</param>
public sealed record StyleFile(ImageStyle Style, string Name, ReadOnlyMemory<byte> Text);
