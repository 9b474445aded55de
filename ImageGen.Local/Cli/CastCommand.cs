using System.CommandLine;
using System.Text.Json.Nodes;
using ImageGen.Core.Api;
using ImageGen.Core.Api.Cast;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Generation;
using ImageGen.Hosting.Configuration;
using ImageGen.Imaging;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Projects;

namespace ImageGen.Local.Cli;

/// <summary><c>cast</c>: generates the sheet of a reference, approves it, and lists the references of a project.</summary>
internal static class CastCommand
{
    private static readonly Argument<string?> Id = new("id")
    {
        Description = "The reference, such as hare. Left out: the project's references are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Project = CliOption.Text(
        "--project", "NAME", "The project's name or folder. Default: the only one of the data folder.");

    private static readonly Option<string?> Description = CliOption.Text(
        "--description", "TEXT", "What it looks like. Default: as it was described before.");

    private static readonly Option<string?> Kind = CliOption.Text("--kind", "KIND", "character (default), object, location or style.");

    private static readonly Option<string?> Style = CliOption.Text(
        "--style", "STYLE", "With the keys of which style it is generated. Default: the first that has keys.");

    private static readonly Option<decimal?> MaxCost = CliOption.Money(
        "--max-cost", "US dollars that the sheet may cost; nothing is generated that would cost more. Default: no limit.");

    private static readonly Option<string?> Model = CliOption.Text("--model", "ID", "The model. Default: ImageGen__Gemini__Model.");

    private static readonly Option<bool> Again = CliOption.Flag(
        "--again", "Generate another sheet although there is one; the old one is kept as a version.");

    private static readonly Option<bool> Price = CliOption.Flag("--price", "Say what it would cost; generate nothing.");

    private static readonly Option<string?> Approve = CliOption.Text(
        "--approve", "ID", "Make the generated sheet of this reference its image. Before that it is not sent with any prompt.");

    public static Command Create(CliEnvironment world)
    {
        var command = new Command(
            "cast", "Generate a character sheet (or that of an object, a location, a style) from a description, to be approved before it "
                + "is used.")
        {
            Id, Project, Description, Kind, Style, MaxCost, Model, Again, Price, Approve,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Approve) is not null && result.GetValue(Id) is not null)
            {
                result.AddError("--approve names the reference itself: imagegen cast --approve hare. Generate and approve in two steps.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        var path = CastArguments.ProjectOf(parsed.GetValue(Project), data);
        if (parsed.GetValue(Approve) is { } approved)
        {
            return await ApproveAsync(world, data, path, CastArguments.IdOf(approved), cancellationToken);
        }

        return parsed.GetValue(Id) is { } id
            ? await GenerateAsync(world, parsed, new HostRequest(data, configuration, options, "cast"), path, CastArguments.IdOf(id))
            : await ListAsync(world, data, path, cancellationToken);
    }

    private static async Task<int> GenerateAsync(CliEnvironment world, ParseResult parsed, HostRequest request, string path, ReferenceId id)
    {
        var (options, data, cancellationToken) = (request.Options, request.Data, world.Interrupts.First);
        await using var host = await world.OpenHost(request, cancellationToken);
        var projects = new FileProjects(data);
        var place = await new ProjectPlaces(
            projects, new FormerNames(host.Parts.Runs, host.Parts.Images)).LocateAsync(path, cancellationToken)
            ?? throw CastArguments.NoName(path);
        using var processor = new ImageProcessor(new VipsImageCodec());
        var references = new ProjectReferences(host.Parts.Images, processor);
        var asked = CastRequest.Read(id, Json(parsed), await references.NotesAsync(place.Name, id, cancellationToken), out var faults)
            ?? throw CastArguments.Faulty(faults);
        var style = asked.Style ?? ImageStyles.All.FirstOrDefault(options.Keys.ContainsKey);
        if (options.HasKeys && !options.Keys.ContainsKey(style))
        {
            throw new UserException($"There is no API key for '{style.Name()}'. Name a style that has one with --style.");
        }

        var today = DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime);
        var intake = new StoryboardIntake(StoryboardLimits.Default, given => RunDefaults.Complete(options, given, today));
        var sheet = intake.Read(asked.ToStoryboard(place.Name, style)) switch
        {
            StoryboardReadResult.Accepted accepted => accepted.Storyboard with { Project = place.Name.Cast },
            StoryboardReadResult.Refused refused => throw CastArguments.Faulty(refused.Faults),
            var other => throw new InvalidOperationException($"Not a result: {other}."),
        };
        var settings = new EstimatorOptions { Limits = options.Limits, Models = options.Models, Time = world.Time };
        var estimate = await new Estimator(host.Parts.Images, host.Parts.Keys, settings, host.Parts.Limits)
            .EstimateAsync(sheet, cancellationToken);
        if (!options.HasKeys)
        {
            world.Output.WriteLine("No API key is set: the built-in simulator generates, and its dollars are not real.");
        }

        world.Output.WriteLine(estimate.Images == 0
            ? $"The sheet of '{id}' is there already; --again generates another."
            : $"One sheet of '{id}' to generate, about {Words.Usd(estimate.CostUsd)}.");
        world.WriteLines(estimate.Warnings.Select(warning => $"Note: {warning}"));
        var suggest = SettingsOptions.Suggest(parsed);
        if (parsed.GetValue(Price) || estimate.Images == 0)
        {
            return ExitCode.Done;
        }

        if (estimate.CostUsd > sheet.Options.MaxCostUsd)
        {
            throw new UserException(
                $"That is more than the limit of {Words.Usd(sheet.Options.MaxCostUsd.Value)}; nothing was generated. Raise --max-cost.");
        }

        projects.Keep(place);
        var notes = await references.NotesAsync(place.Name, id, cancellationToken) ?? new ReferenceNotes();
        await references.NoteAsync(place.Name, id, notes with { Kind = asked.Kind, Description = asked.Description }, cancellationToken);
        var start = await host.StartAsync(sheet, cancellationToken);
        world.WriteLines(start.Note is { } note ? [note] : []);
        var exit = await new RunFollower(world, data, suggest).FollowAsync(host, start.RunId);
        if (exit == ExitCode.Done)
        {
            world.WriteLines(
            [
                $"Look at {await FileOfAsync(host.Parts.Images, data, place.Name, style, id, cancellationToken)}. It is not used before "
                    + "you approve it:",
                $"  {suggest.Command("cast", $"--approve {id} --project {place.Name}")}",
            ]);
        }

        return exit;
    }

    private static async Task<string> FileOfAsync(
        IImageStore images, DataFolder data, ProjectName project, ImageStyle style, ReferenceId id, CancellationToken cancellationToken) =>
        await images.FindAsync(CastSheet.NameOf(project, style, id), cancellationToken) is { } image
            ? System.IO.Path.Combine([data.Project(project.Cast), .. image.Path.Split('/')])
            : "the sheet";

    private static async Task<int> ApproveAsync(
        CliEnvironment world, DataFolder data, string path, ReferenceId id, CancellationToken cancellationToken)
    {
        var place = new FileProjects(data).Locate(path) ?? throw CastArguments.NoName(path);
        using var processor = new ImageProcessor(new VipsImageCodec());
        var references = new ProjectReferences(new FileImageStore(data), processor);
        if (await references.ApproveAsync(place.Name, id, etag: null, cancellationToken) is { } why)
        {
            throw new UserException(why);
        }

        var view = await references.FindAsync(place.Name, id, cancellationToken);
        world.WriteLines(
        [
            $"Approved: {view?.Path} in {place.Folder}. Declare it in a storyboard: \"references\": [{{ \"id\": \"{id}\", \"kind\": "
                + $"\"{(view?.Kind ?? ReferenceKind.Character).Name()}\" }}].",
        ]);
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(CliEnvironment world, DataFolder data, string path, CancellationToken cancellationToken)
    {
        var place = new FileProjects(data).Locate(path) ?? throw CastArguments.NoName(path);
        using var processor = new ImageProcessor(new VipsImageCodec());
        var list = await new ProjectReferences(
            new FileImageStore(data) { IsReadOnly = true }, processor).ListAsync(place.Name, cancellationToken);
        if (list.References.IsEmpty)
        {
            world.WriteLines(
                [$"The project '{place.Name}' has no references yet. '{Suggest.Program} cast hare --project {place.Name} --description "
                    + "\"...\"' generates a sheet."]);
            return ExitCode.Done;
        }

        var table = new TextTable("reference", "kind", "image", "sheet");
        foreach (var reference in list.References)
        {
            table.Add(
                reference.Id,
                reference.Kind?.Name() ?? "",
                reference.Path is { } image ? $"{image}{(reference.IsApprovedSheet ? " (approved sheet)" : "")}" : "none",
                reference.Sheet is null ? "" : "to be approved");
        }

        table.Lines().ToList().ForEach(world.Output.WriteLine);
        return ExitCode.Done;
    }

    private static ReadOnlyMemory<byte> Json(ParseResult parsed) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["description"] = parsed.GetValue(Description),
        ["kind"] = parsed.GetValue(Kind),
        ["style"] = parsed.GetValue(Style),
        ["options"] = new JsonObject
        {
            ["model"] = parsed.GetValue(Model),
            ["maxCostUsd"] = parsed.GetValue(MaxCost),
            ["overwrite"] = parsed.GetValue(Again),
        },
    });
}
