using System.CommandLine;
using System.CommandLine.Parsing;
using ImageGen.Core.Api;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Configuration;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Local.Cli;

/// <summary><c>generate</c>: generates what a storyboard asks for and is not there yet.</summary>
internal sealed class GenerateCommand
{
    private static readonly Argument<string> Path = new("storyboard")
    {
        Description = "The storyboard: a JSON file {projectPath, promptsByStyle: {illustration|clear|consistent: [beats]}, options?}, or "
            + "a project's folder with prompts/prompts-{style}.json.",
    };

    private static readonly Option<string?> Out = CliOption.Text(
        "--out", "DIR", "The project's folder, images and runs in one. Default: a folder named after the project in the data folder.");

    private static readonly Option<ImageStyle[]?> Styles = new("--styles")
    {
        Description = "Only these styles, separated by commas. Default: all that the storyboard has.",
        HelpName = "a,b",
        CustomParser = ParseStyles,
    };

    private static readonly Option<bool> Overwrite = CliOption.Flag(
        "--overwrite", "Regenerate what is there; the old images are kept as versions.");

    private static readonly Option<bool> IncludeApproved = CliOption.Flag(
        "--include-approved", "Regenerate approved images, too. Default: they are kept.");

    private static readonly Option<string?> StyleReference = CliOption.Text(
        "--style-reference", "FILE",
        "The image that hard cuts are generated after. Default: style_reference.png, .jpg or .webp in the project's folder, if "
            + "there is one.");

    private static readonly Option<decimal?> MaxCost = CliOption.Money(
        "--max-cost", "US dollars that the run may spend; it pauses before it would pass them. Default: no limit.");

    private static readonly Option<int?> Candidates = new("--candidates")
    {
        Description = "Images of each beat to choose from, 1 to 4, each paid for. Default: as the storyboard asks, else 1.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (int.TryParse(
                result.Tokens is [var token, ..] ? token.Value : null, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= StoryboardLimits.MostCandidates)
            {
                return count;
            }

            result.AddError("--candidates takes a whole number from 1 to 4.");
            return null;
        },
    };

    private static readonly Option<string?> Model = CliOption.Text(
        "--model", "ID", "The model. Default: the storyboard's, else ImageGen__Gemini__Model.");

    private static readonly Option<ulong> Seed = CliOption.Seed();

    public static Command Create(CliEnvironment world)
    {
        var command = new Command("generate", "Generate what a storyboard asks for. What is there already is not regenerated.")
        {
            Path, Out, Styles, Overwrite, IncludeApproved, StyleReference, MaxCost, Candidates, Model, Seed,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Out) is not null && result.GetResult(SettingsOptions.Data) is not null)
            {
                result.AddError(
                    "--out and --data exclude each other: --out names the folder of this project, --data the folder of all projects.");
            }
        });
        command.SetAction((parsed, _) => RunAsync(world, parsed));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(Path);
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        var today = DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime);
        var intake = new StoryboardIntake(StoryboardLimits.Default, asked => RunDefaults.Complete(options, Override(asked, parsed), today));
        var styles = parsed.GetValue(Styles) ?? [];
        var (storyboard, notes, folder) = await ReadAsync(world, path, intake, styles);
        if (styles.Length > 0)
        {
            storyboard = storyboard.Only(styles, path);
        }

        new RunStart(world, options, storyboard, path).RequireKeys();
        var output = parsed.GetValue(Out);
        var usual = DataFolder.Open(options.Data, options.ProjectRoots);
        var data = output is not null
            ? DataFolder.OfOneProject(
                System.IO.Path.GetFullPath(output, world.CurrentFolder), storyboard.Project, ProjectName.FormerOf(storyboard.ProjectPath))
            : folder is not null ? folder.Open(usual)
            : usual;
        var reference = parsed.GetValue(StyleReference) is { } file ? System.IO.Path.GetFullPath(file, world.CurrentFolder) : null;
        var request = new HostRequest(data, configuration, options, "generate", reference, parsed.GetValue(Seed));
        await using var host = await world.OpenHost(request, world.Interrupts.First);
        var projects = new FileProjects(data);
        var place = output is not null
            ? new ProjectPlace(data.Only!.Value, data.Root)
            : (await new ProjectPlaces(projects, new FormerNames(host.Parts.Runs, host.Parts.Images))
                .LocateAsync(storyboard.ProjectPath, world.Interrupts.First))!;
        storyboard = storyboard with { Project = place.Name };
        var start = new RunStart(world, options, storyboard, path);
        await start.RequireReferencesAsync(host.Parts.Images);
        world.WriteLines(notes.Append(place.Note).OfType<string>().Select(note => $"Note: {note}"));
        projects.Keep(place);
        world.Output.WriteLine($"Images go to {place.Folder}.");
        var suggest = data.Only is null ? SettingsOptions.Suggest(parsed) : new Suggest(output ?? data.Root);
        return await start.FollowAsync(host, data, suggest);
    }

    /// <summary>
    /// The storyboard of a file or of a project's folder. The folder is null where the storyboard names its project itself.
    /// </summary>
    private static async Task<(Storyboard Storyboard, ImmutableArray<string> Notes, ProjectFolder? Folder)> ReadAsync(
        CliEnvironment world, string path, StoryboardIntake intake, ImageStyle[] styles)
    {
        if (!path.Contains((char)0, StringComparison.Ordinal) && Directory.Exists(System.IO.Path.GetFullPath(path, world.CurrentFolder)))
        {
            var folder = ProjectFolder.Of(path, world.CurrentFolder);
            if (await folder.ReadAsync(intake, world.Interrupts.First) is { } found)
            {
                return (found.Storyboard, found.Notes, folder);
            }
        }

        var read = StoryboardFile.Read(path, world.CurrentFolder, intake, styles);
        return (
            read.Storyboard,
            read.Notes,
            StoryboardFile.ProjectOf(path, world.CurrentFolder) is var own
                && System.IO.Path.IsPathFullyQualified(own)
                && own == read.Storyboard.ProjectPath
                ? ProjectFolder.Of(own, world.CurrentFolder)
                : null);
    }

    private static RunOptions Override(RunOptions options, ParseResult parsed) => options with
    {
        Overwrite = options.Overwrite || parsed.GetValue(Overwrite),
        IncludeApproved = options.IncludeApproved || parsed.GetValue(IncludeApproved),
        MaxCostUsd = parsed.GetValue(MaxCost) ?? options.MaxCostUsd,
        Candidates = parsed.GetValue(Candidates) ?? options.Candidates,
        Model = parsed.GetValue(Model) ?? options.Model,
    };

    private static ImageStyle[]? ParseStyles(ArgumentResult result)
    {
        var styles = new List<ImageStyle>();
        foreach (var name in result.Tokens.SelectMany(
            t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (!ImageStyles.TryParse(name, out var style))
            {
                result.AddError(
                    $"'{name}' is not a style. The styles are {string.Join(", ", ImageStyles.All.Select(s => s.Name()))} (--styles).");
                return null;
            }

            styles.Add(style);
        }

        return [.. styles.Distinct()];
    }
}
