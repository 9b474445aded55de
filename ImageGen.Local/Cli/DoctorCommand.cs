using System.CommandLine;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Models;
using ImageGen.Hosting.Gemini;
using ImageGen.Imaging;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;

namespace ImageGen.Local.Cli;

/// <summary><c>doctor</c>: checks keys, storage, style references and limits, also while another process works.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);

    private const string Remedy =
        "A learned limit rises by itself as attempts beyond it are served, and is forgotten after a day; doctor --reset-limits forgets it "
            + "now.";

    private static readonly Option<string?> Model = CliOption.Text(
        "--model", "ID", "The model to check the keys for. Default: ImageGen__Gemini__Model.");

    private static readonly Option<bool> ResetLimits = CliOption.Flag(
        "--reset-limits", "First forget the request limits that were learned from refusals, so that the configured ones are tried again.");

    public static Command Create(CliEnvironment world)
    {
        var command = new Command(
            "doctor", "Check keys, storage, style references and request limits. Costs nothing.") { Model, ResetLimits };
        command.SetAction((parsed, cancellationToken) => RunAsync(world, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        if (!options.HasKeys)
        {
            world.Output.WriteLine(
                "No API key is set: the built-in simulator generates images. Set keys in ImageGen__Styles__<style>__Keys__0 and on.");
        }

        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        if (parsed.GetValue(ResetLimits) && await LimitReset.RunAsync(world, data, options) is not ExitCode.Done and var failed)
        {
            return failed;
        }

        using var logs = LoggerFactory.Create(logging => logging.AddProvider(world.Log));
        using var keys = new ConfiguredKeySource(configuration, options, world.Time, logs.CreateLogger<ConfiguredKeySource>());
        using var check = new GeminiKeyCheck(GeminiHttp.Create(), options.Gemini, world.Time);
        var runs = OfflineRuns.Reading(data, world.Time, logs.CreateLogger<FileRunStore>()).Store;
        var images = new FileImageStore(data, codec: new VipsImageCodec(), styleReferences: options.StyleReferences);
        var doctor = new Doctor(keys, check, new FolderCheck(data), runs, images, options.Gemini.Model)
        {
            Learned = new StoredLimits(options.Limits, data, world.Time, KeyPools.PrefixOf(options.HasKeys)),
            Limits = options.Limits,
            StyleReferences = options.StyleReferences,
        };
        var checking = doctor.CheckAsync(parsed.GetValue(Model), cancellationToken);
        if (await Task.WhenAny(checking, Task.Delay(Silence, world.Time, cancellationToken)) != checking)
        {
            world.Error.WriteLine($"Checking {options.Keys.Values.Sum(k => k.Length)} keys with {options.Gemini.BaseUrl} ...");
        }

        var report = await checking;
        Print(world, report, options.HasKeys);
        return report.IsFine || (!options.HasKeys && report.Storage.IsWritable && report.Keys.IsEmpty)
            ? ExitCode.Done
            : ExitCode.Incomplete;
    }

    private static void Print(CliEnvironment world, CheckReport report, bool hasKeys)
    {
        if (!report.Keys.IsEmpty)
        {
            var table = new TextTable("style", "key", "project", report.Model);
            foreach (var key in report.Keys)
            {
                table.Add(key.Style, key.Key, key.Project ?? "-", StatusOf(key.Status));
            }

            table.Lines().ToList().ForEach(world.Output.WriteLine);
            world.WriteLines(report.Keys.Select(k => k.Reason).OfType<string>().Distinct());
        }

        world.WriteLines(
        [
            report.Storage.Reason ?? $"Storage: {report.Storage.Place} can be written.",
            .. report.Limits.Select(LimitOf),
            .. report.Limits.Any(l => l.Learned is not null) ? [Remedy] : (string[])[],
            .. report.DefaultStyleReferences.Select(
                r => $"Default style reference of '{r.Style}': {(r.IsFound ? $"{r.Place}." : r.Reason)}"),
            .. report.StyleReferences.Select(r => $"Style reference of '{r.Project}': "
                + $"{(r.IsFound ? "found." : r.Reason ?? "none; hard cuts are generated without one.")}"),
            .. hasKeys ? report.Problems : [],
        ]);
        world.Output.WriteLine(report.IsFine ? "Everything is in order." : hasKeys ? "Fix what is listed, then check again." : "");
    }

    private static string LimitOf(CheckedLimit limit) =>
        $"Limit of '{limit.Style}': {new ProjectLimit(limit.Project, limit.Configured, limit.Learned, limit.WindowSeconds).Describe()}.";

    private static string StatusOf(KeyStatus status) => status switch
    {
        KeyStatus.Works => "works",
        KeyStatus.Invalid => "invalid",
        KeyStatus.Blocked => "blocked",
        KeyStatus.ModelUnavailable => "model not available",
        KeyStatus.Unreachable => "could not be reached",
        KeyStatus.NotChecked => "could not be checked",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status of a key."),
    };
}
