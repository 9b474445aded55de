using System.CommandLine;
using ImageGen.Core.Api.Exports;
using ImageGen.Core.Generation;
using ImageGen.Export;
using ImageGen.Imaging;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Local.Cli;

/// <summary><c>export</c>: the images of a run or project for what comes next, also while another process works on them.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> RunOrProject = new("run or project")
    {
        Description = "A run's id, as 'runs' lists it, or the name or path of a project, with what its runs have in all.",
    };

    private static readonly Option<string?> Output = new("--output", "-o")
    {
        Description = "The file; one that is there is replaced. Default: named after the project, in the current folder.",
        HelpName = "FILE",
    };

    private static readonly ImmutableArray<Option<string?>> Options =
    [
        CliOption.Text("--format", "NAME", "pdf (contact sheet), animatic, otio or fcpxml (timelines), csv.", required: true),
        CliOption.Text("--style", "a,b", "The styles to export, separated by commas. Default: all, side by side."),
        CliOption.Text("--page", "SIZE", "PDF: a4, a3, letter or tabloid, landscape; with -portrait upright. Default: a4."),
        CliOption.Text("--columns", "N", "PDF: beats side by side, 1 to 8. Default: 1 with several styles, else 3."),
        CliOption.Text("--fps", "N", "Timelines and animatics: frames a second, 1 to 60. Default: 24."),
        CliOption.Text("--width", "N", "Animatic: pixels, 160 to 3840. Default: 960."),
        CliOption.Text("--container", "TYPE", "Animatic: webp, or mp4 where ffmpeg is installed. Default: as --output ends, else webp."),
        CliOption.Text("--media", "DIR", "Timelines: the folder or URL before the images' paths. Default: the project's folder."),
    ];

    public static Command Create(CliEnvironment world)
    {
        var command = new Command(
            "export", "Write a run's or project's images as contact sheet, animatic, timeline or table.") { RunOrProject, Output };
        foreach (var option in Options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(world, parsed, world.Interrupts.First));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Read(parsed);
        var (_, settings) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(settings.Data);
        var images = new FileImageStore(data, styleReferences: settings.StyleReferences);
        var sheet = await FindAsync(world, parsed.GetRequiredValue(RunOrProject), data, images, options.Styles, cancellationToken);
        if (options.MediaBase.Length == 0)
        {
            options = options with { MediaBase = new Uri(data.Project(sheet.Project) + "/").AbsoluteUri };
        }

        var path = Path.GetFullPath(parsed.GetValue(Output) ?? sheet.Project.Value + options.Extension(), world.CurrentFolder);
        if (Directory.Exists(path))
        {
            throw new UserException($"{path} is a folder. Name a file (--output).");
        }

        using var exporter = new Exporter(images, new VipsImageCodec(), settings.Export);
        var notes = await WithProgressAsync(
            world, sheet.Beats.Length, progress => exporter.WriteAsync(sheet, options, path, progress, cancellationToken));
        world.Output.WriteLine($"{sheet.Beats.Length} beats with {Words.Images(sheet.ImageCount)} are in {path}");
        world.WriteLines(notes.Select(note => $"Note: {note}"));
        return ExitCode.Done;
    }

    private static ExportOptions Read(ParseResult parsed)
    {
        var output = parsed.GetValue(Output) ?? string.Empty;
        var (options, faults) = ExportOptionsReader.Read(name => parsed.GetValue(Options.First(o => o.Name == $"--{name}"))
            ?? (name is "container" && Path.GetExtension(output).Equals(".mp4", StringComparison.OrdinalIgnoreCase) ? "mp4" : null));
        return options
            ?? throw new UserException(string.Join(Environment.NewLine, faults.Select(f => $"--{f.Path}: {f.Problem} {f.Remedy}")));
    }

    private static async Task<ExportSheet> FindAsync(
        CliEnvironment world, string name, DataFolder data, IImageStore images, ImmutableArray<ImageStyle> styles,
        CancellationToken cancellationToken)
    {
        var runs = OfflineRuns.Reading(data, world.Time);
        var sheets = new ExportSheets(runs.Store, runs.RunLogs, images);
        var sheet = await sheets.FindAsync(name, styles, cancellationToken)
            ?? (ProjectName.TryFromPath(name, out var project) ? await sheets.OfProjectAsync(project, styles, cancellationToken) : null)
            ?? throw new UserException($"There is no run or project {name} in {data.Root}. 'runs' lists those that there are; --data "
                + "names another folder.");
        return sheet.Styles.IsEmpty
            ? throw new UserException($"{name} does not have {string.Join(", ", styles.Select(s => s.Name()))} (--style).")
            : sheet;
    }

    private static async Task<ImmutableArray<string>> WithProgressAsync(
        CliEnvironment world, int beats, Func<IProgress<int>, Task<ImmutableArray<string>>> export)
    {
        if (!world.IsTerminal)
        {
            return await export(new Counter(done =>
            {
                // A line for each tenth, where there are enough of them to wait for.
                if (beats >= 100 && done % (beats / 10) == 0)
                {
                    world.Output.WriteLine($"{done} of {beats} beats");
                }
            }));
        }

        return await Spectre.Console.AnsiConsoleExtensions.Progress(world.Console).StartAsync(async screen =>
        {
            var task = screen.AddTask("beats", maxValue: Math.Max(1, beats));
            return await export(new Counter(done => task.Value = done));
        });
    }

    /// <summary>Reports at once and in order, where <see cref="Progress{T}"/> would take other threads.</summary>
    private sealed class Counter(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
