using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// Reads a request <c>{projectPath, promptsByStyle: {illustration|clear|consistent: [{shot_number, beat_number, script_phrase?,
/// transition_type, ai_prompt, seconds?}]}, options?}</c> and finds every fault in one pass.
/// </summary>
/// <remarks>
/// <para>Accepted beyond the letter: a byte order mark; beat and shot numbers as text, as JSON numbers and with their word before them
/// ("Beat 1.1", "Shot_3"); JSON's null for a field that may be left out; an empty array for one style while another has beats; in a beat,
/// further fields that the storyboard's own tools keep there (ignored).</para>
/// <para>A fault: names in other spellings (a field <c>Ai_Prompt</c>, a style <c>Clear</c>), with what was meant; fields that come twice; any
/// other field outside of a beat, for an option that is silently ignored could cost money.</para>
/// </remarks>
public static class StoryboardReader
{
    private const int MaxPathLength = 1024;
    private static readonly ImmutableArray<string> Names = ["projectPath", "promptsByStyle", "options"];

    /// <summary>Reads a request. Never throws because of what it holds, and never quotes more of it than a few characters.</summary>
    /// <param name="utf8Json">The request as it came.</param>
    /// <param name="limits">How large it may be; null: <see cref="StoryboardLimits.Default"/>.</param>
    public static StoryboardReadResult Read(ReadOnlyMemory<byte> utf8Json, StoryboardLimits? limits = null)
    {
        limits ??= StoryboardLimits.Default;
        var faults = new FaultList(limits.MaxFaults);
        var storyboard = Read(utf8Json, limits, faults);
        return storyboard is not null && faults.Count == 0
            ? new StoryboardReadResult.Accepted(storyboard)
            : new StoryboardReadResult.Refused(faults.ToImmutable());
    }

    private static Storyboard? Read(ReadOnlyMemory<byte> utf8Json, StoryboardLimits limits, FaultList faults)
    {
        if (utf8Json.Length > limits.MaxBytes)
        {
            faults.Add(
                JsonPlace.Root, $"The request is larger than {limits.MaxBytes} bytes.", "Split the storyboard into several requests.");
            return null;
        }

        using var document = JsonSyntax.Parse(utf8Json, limits.MaxDepth, limits.MaxValues, faults);
        if (document is null || JsonFields.Of(document.RootElement, JsonPlace.Root, Names, strict: true, faults) is not { } fields)
        {
            return null;
        }

        var (path, project) = Project(fields);
        var styleReader = new StyleReader(limits, faults);
        var styles = fields.Required("promptsByStyle", "Give the beats of at least one style: {\"clear\": [ ... ]}.") is { } prompts
            ? styleReader.Read(prompts, JsonPlace.Root.Field("promptsByStyle"))
            : [];
        var options = fields["options"] is { } asked
            ? new OptionsReader(faults).Read(asked, JsonPlace.Root.Field("options"), styleReader.Ids)
            : new RunOptions();
        return new Storyboard(path, project, styles, options);
    }

    private static (string Path, ProjectName Project) Project(JsonFields fields)
    {
        const string Remedy = "Write the project's folder, such as \"projects/tortoise-and-hare\".";
        if (fields.Required("projectPath", Remedy) is not { } value)
        {
            return default;
        }

        if (!JsonText.TryGet(value, out var path))
        {
            fields.WrongType("projectPath", value, Remedy);
            return default;
        }

        path = path.Trim();
        if (path.Length <= MaxPathLength && ProjectName.TryFromPath(path, out var project))
        {
            return (path, project);
        }

        fields.Faults.Add(fields.Place.Field("projectPath"), path.Length switch
        {
            0 => "'projectPath' is empty.",
            > MaxPathLength => $"'projectPath' is {path.Length} characters long; {MaxPathLength} are allowed.",
            _ => $"'projectPath' is {Quoted.Value(value)}, of which no folder name can be made.",
        }, Remedy);
        return default;
    }
}
