namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Reads a request in any of its shapes.</summary>
internal sealed class RequestReader(StoryboardLimits limits, StoryboardHints hints, FaultList faults)
{
    private const int MaxPathLength = 1024;
    private const string PathRemedy = "Write the project's folder, such as \"projects/tortoise-and-hare\".";
    private const string StyleRemedy =
        "Say which style it is for: a field \"style\" beside \"prompts\", or --styles clear; or write {\"promptsByStyle\": {\"clear\": [ "
            + "... ]}}.";

    internal static readonly ImmutableArray<string> Names = ["projectPath", "promptsByStyle", "options", "references"];
    private static readonly ImmutableArray<string> StyleNames =
    [
        "projectPath", .. ImageStyles.All.Select(s => s.Name()), "options", "references",
    ];

    private readonly ReferenceReader _references = new(limits, faults);

    private StyleReader BeatsReader => field ??= new StyleReader(limits, faults, _references);

    public Storyboard? Read(JsonElement root)
    {
        var shape = RequestShapes.Of(root);
        if (shape is RequestShape.List)
        {
            var list = List(root, JsonPlace.Root, hints.Styles, "The array");
            if (hints.ProjectPath is null)
            {
                return Without("projectPath");
            }

            var (folder, name) = Project(null);
            return new Storyboard(folder, name, list, new RunOptions());
        }

        var names = shape switch
        {
            RequestShape.Styles => StyleNames,
            RequestShape.Storyboard => ["projectPath", "storyboard", "style", "options", "references"],
            RequestShape.Prompts => ["projectPath", "prompts", "style", "options", "references"],
            _ => Names,
        };
        var isStrict = shape is RequestShape.Request or RequestShape.Styles;
        if (JsonFields.Of(root, JsonPlace.Root, names, isStrict, faults) is not { } fields)
        {
            return null;
        }

        // Before the beats, which name them.
        var references = _references.Read(fields["references"], JsonPlace.Root.Field("references"));
        var (path, project) = Project(fields);
        var styles = shape switch
        {
            RequestShape.Styles => Styles(fields),
            RequestShape.Storyboard =>
                List(fields["storyboard"]!.Value, JsonPlace.Root.Field("storyboard"), StyleOf(fields), "'storyboard'"),
            RequestShape.Prompts => List(fields["prompts"]!.Value, JsonPlace.Root.Field("prompts"), StyleOf(fields), "'prompts'"),
            _ => fields.Required("promptsByStyle", "Give the beats of at least one style: {\"clear\": [ ... ]}.") is { } prompts
                ? BeatsReader.Read(prompts, JsonPlace.Root.Field("promptsByStyle"))
                : [],
        };
        var options = fields["options"] is { } asked
            ? new OptionsReader(faults).Read(asked, JsonPlace.Root.Field("options"), BeatsReader.Ids, styles)
            : new RunOptions();
        return new Storyboard(path, project, styles, options) { References = references };
    }

    /// <summary>The path as it is kept, and the name that is made of it; a fault when none can be made.</summary>
    public static (string Path, ProjectName Project) ProjectOf(string path, JsonPlace place, string shown, FaultList faults)
    {
        path = path.Trim();
        if (path.Length <= MaxPathLength && ProjectName.TryFromPath(path, out var project))
        {
            return (path, project);
        }

        faults.Add(place, path.Length switch
        {
            0 => "'projectPath' is empty.",
            > MaxPathLength => $"'projectPath' is {path.Length} characters long; {MaxPathLength} are allowed.",
            _ => $"'projectPath' is {shown}, of which no folder name can be made.",
        }, PathRemedy);
        return default;
    }

    private Storyboard? Without(string field)
    {
        if (faults.Count == 0)
        {
            faults.Add(JsonPlace.Root, $"'{field}' is missing.", PathRemedy);
        }

        return null;
    }

    private (string Path, ProjectName Project) Project(JsonFields? fields)
    {
        if (hints.ProjectPath is { } known && fields?["projectPath"] is null)
        {
            faults.Note($"{Source} names no project: it is '{Quoted.Printable(known, 200)}'.");
            return ProjectOf(known, JsonPlace.Root, Quoted.Text(known), faults);
        }

        if (fields?.Required("projectPath", PathRemedy) is not { } value)
        {
            return default;
        }

        if (!JsonText.TryGet(value, out var path))
        {
            fields.WrongType("projectPath", value, PathRemedy);
            return default;
        }

        return ProjectOf(path, fields.Place.Field("projectPath"), Quoted.Value(value), faults);
    }

    private ImmutableArray<StyleBeats> Styles(JsonFields fields)
    {
        faults.Note($"{Source} has the styles without 'promptsByStyle' around them; they were read all the same.");
        var styles = ImmutableArray.CreateBuilder<StyleBeats>();
        foreach (var style in ImageStyles.All)
        {
            if (fields[style.Name()] is { } value && BeatsReader.Beats(
                value, JsonPlace.Root.Field(style.Name())) is { IsEmpty: false } beats)
            {
                styles.Add(new StyleBeats(style, beats));
            }
        }

        return NotEmpty(styles.ToImmutable());
    }

    private ImmutableArray<ImageStyle> StyleOf(JsonFields fields) => fields["style"] is null
        ? hints.Styles
        : fields.Text<ImageStyle?>(
            "style",
            $"Write one of {string.Join(", ", ImageStyles.All.Select(s => $"\"{s.Name()}\""))}.",
            text => ImageStyles.TryParse(text, out var style) ? style : null) is { } known ? [known] : [];

    /// <summary>One list of beats, for each of <paramref name="styles"/>.</summary>
    private ImmutableArray<StyleBeats> List(JsonElement list, JsonPlace place, ImmutableArray<ImageStyle> styles, string what)
    {
        if (styles.IsDefaultOrEmpty)
        {
            if (faults.Count == 0)
            {
                faults.Add(
                    place,
                    place == JsonPlace.Root
                        ? "This is an array. A list of beats needs a style."
                        : $"{what} is a list of beats without a style.",
                    StyleRemedy);
            }

            return [];
        }

        var beats = BeatsReader.Beats(list, place);
        faults.Note(
            $"{what} is one list of beats; it was read as the prompts of {string.Join(" and ", styles.Select(s => $"'{s.Name()}'"))}.");
        return beats.IsEmpty ? NotEmpty([]) : [.. styles.Distinct().Order().Select(style => new StyleBeats(style, beats))];
    }

    private ImmutableArray<StyleBeats> NotEmpty(ImmutableArray<StyleBeats> styles)
    {
        if (styles.IsEmpty && faults.Count == 0)
        {
            faults.Add(JsonPlace.Root, "There is no beat in any style: nothing to do.", "Give at least one beat.");
        }

        return styles;
    }

    private string Source => hints.Source ?? "The request";
}
