using System.CommandLine;
using ImageGen.Core.Api.Compatibility;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Configuration;
using ImageGen.Imaging;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Local.Cli;

/// <summary>
/// <c>import</c>: shows what a project of the storyboard app contains, and what <c>generate</c> would do with it. Changes nothing.
/// </summary>
internal static class ImportCommand
{
    private const int MostDamaged = 10;

    private static readonly Argument<string> Folder = new("project folder")
    {
        Description = "The project's folder, with generated_images/ and prompts/prompts-{style}.json.",
    };

    public static Command Create(CliEnvironment world)
    {
        const string Does = "Show what a project of the storyboard app contains, what would be kept and what generated. Changes nothing.";
        var command = new Command("import", Does) { Folder };
        command.SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        var path = parsed.GetRequiredValue(Folder);
        var folder = ProjectFolder.Of(path, world.CurrentFolder);
        var today = DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime);
        var intake = new StoryboardIntake(StoryboardLimits.Default, asked => RunDefaults.Complete(options, asked, today));
        var codec = new VipsImageCodec();
        var images = new FileImageStore(folder.ReadOnly(), codec: codec, styleReferences: options.StyleReferences) { IsReadOnly = true };
        world.Output.WriteLine($"{folder.Path}:");
        var styles = await Task.WhenAll(
            ImageStyles.All.Select(style => ImportedStyle.ReadAsync(folder, style, images, codec, cancellationToken)));
        Print(world, styles);
        world.WriteLines(await NotesAsync(folder, images, cancellationToken));
        var isReady = await EstimateAsync(world, folder, intake, images, configuration, options, cancellationToken);
        world.Output.WriteLine("Nothing was changed.");
        if (isReady)
        {
            world.Output.WriteLine($"'{Suggest.Program} generate \"{folder.Path}\"' generates what is missing.");
        }

        return ExitCode.Done;
    }

    private static void Print(CliEnvironment world, IReadOnlyList<ImportedStyle> styles)
    {
        var table = new TextTable("style", ">images", ">damaged", ">complete in image_progress_{style}.json");
        foreach (var style in styles)
        {
            var progress = style.Progress is { } file ? $"{file.Beats.Count}" : style.HasProgressFile ? "not readable" : "no file";
            table.Add(style.Style.Name(), $"{style.Images}", $"{style.Damaged.Length}", progress);
        }

        table.Lines().ToList().ForEach(world.Output.WriteLine);
        foreach (var style in styles)
        {
            world.WriteLines(style.Damaged.Take(MostDamaged).Select(
                file => $"Damaged: {file}. It is not counted, and its beat is generated; the file is kept beside it."));
            if (style.Damaged.Length > MostDamaged)
            {
                world.Output.WriteLine($"{style.Damaged.Length - MostDamaged} more damaged images of '{style.Style.Name()}'.");
            }

            if (style.WithoutImage is { Length: > 0 } missing)
            {
                var beats = string.Join(", ", missing.Take(MostDamaged));
                world.WriteLines(
                    [$"'{style.Style.Name()}' has {Words.Beats(missing.Length)} noted as complete without a whole image ({beats}): they "
                        + "are generated."]);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> NotesAsync(
        ProjectFolder folder, FileImageStore images, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        try
        {
            notes.Add(await images.StyleReferenceAsync(folder.Name, ImageStyle.Illustration, cancellationToken) is not null
                ? "Style reference: found."
                : "Style reference: none; hard cuts are generated without one. Put style_reference.png into the folder, or set "
                    + "ImageGen:StyleReference.");
            var selections = Selections.Read(
                await new FileProjectFiles(folder.ReadOnly()).ReadAsync(folder.Name, Selections.Path, cancellationToken));
            if (selections.Count > 0)
            {
                notes.Add($"Selections: {selections.Count} in {Selections.Path}.");
            }
        }
        catch (UserException e)
        {
            notes.Add(e.Message);
        }

        return notes;
    }

    /// <summary>What would be kept and generated; false: there are no prompts.</summary>
    private static async Task<bool> EstimateAsync(
        CliEnvironment world,
        ProjectFolder folder,
        StoryboardIntake intake,
        FileImageStore images,
        IConfiguration configuration,
        ImageGenOptions options,
        CancellationToken cancellationToken)
    {
        if (await folder.ReadAsync(intake, cancellationToken) is not { } read)
        {
            world.WriteLines(["Prompts: none. Save prompts/prompts-{style}.json in the folder to generate what is missing."]);
            return false;
        }

        using var logs = LoggerFactory.Create(logging => logging.AddProvider(world.Log));
        using var keys = new ConfiguredKeySource(configuration, options, world.Time, logs.CreateLogger<ConfiguredKeySource>());
        var settings = new EstimatorOptions
        {
            Limits = options.Limits,
            Models = options.Models,
            DefaultModel = options.Gemini.Model,
            Time = world.Time,
        };
        var estimate = await new Estimator(images, keys, settings).EstimateAsync(
            read.Storyboard with { Project = folder.Name }, cancellationToken);
        world.WriteLines(read.Notes.Select(note => $"Prompts: {note}"));
        world.WriteLines(
        [
            $"{estimate.Existing} of {read.Storyboard.BeatCount} images would be kept, {estimate.Images} generated, for about "
                + $"{Words.Usd(estimate.CostUsd)}.",
        ]);
        world.WriteLines(estimate.Warnings.Select(warning => $"Note: {warning}"));
        return true;
    }
}
