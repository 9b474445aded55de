using System.CommandLine;
using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Configuration;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Cli;

/// <summary>
/// <c>edit</c>: another image of one beat, by another prompt or by a change to the present image. It is a new run of the project that
/// generates this beat alone.
/// </summary>
internal sealed class EditCommand
{
    private static readonly BeatArguments Beat = new();

    private static readonly Option<string?> Prompt = CliOption.Text("--prompt", "TEXT", "The beat's prompt from now on.");

    private static readonly Option<string?> Instruction = CliOption.Text(
        "--instruction", "TEXT", "A change to the present image, such as \"make it night\".");

    private static readonly Option<bool> Following = CliOption.Flag(
        "--following", "Also regenerate the beats that continue it. Default: they stay as they are.");

    private static readonly Option<bool> IncludeApproved = CliOption.Flag(
        "--include-approved", "Also where the present image is approved. Default: that is refused.");

    private static readonly Option<decimal?> MaxCost = CliOption.Money(
        "--max-cost", "US dollars that this may cost; it pauses before it would pass them. Default: as the run had it.");

    public static Command Create(CliEnvironment world)
    {
        var command = Beat.NewCommand(
            "edit", "Generate another image of one beat. The present one is kept as a version.",
            Prompt, Instruction, Following, IncludeApproved, MaxCost);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(Prompt) is null) == (result.GetResult(Instruction) is null))
            {
                result.AddError("Write --prompt for a new image, or --instruction for a change to the present one.");
            }
        });
        command.SetAction((parsed, _) => RunAsync(world, parsed, world.Interrupts.First));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        var data = DataFolder.Open(options.Data, options.ProjectRoots);
        var suggest = SettingsOptions.Suggest(parsed);
        var beat = Beat.Beat(parsed);
        var last = await OfflineRuns.Reading(data, world.Time).FindAsync(Beat.Run(parsed), data, cancellationToken);
        var id = last.Document.Id;
        if (!await last.ReadAsync(state => state.HasEnded, cancellationToken))
        {
            throw new UserException(
                $"{id} is not over, and a beat is edited when its run is. {suggest.Command("resume", id)} continues it, "
                    + $"{suggest.Command("cancel", id)} ends it.");
        }

        var edit = new BeatEdit(beat)
        {
            Prompt = parsed.GetValue(Prompt),
            Instruction = parsed.GetValue(Instruction),
            Following = parsed.GetValue(Following),
            IncludeApproved = parsed.GetValue(IncludeApproved),
        };
        var named = edit.Named(last.Document.Storyboard);
        var approved = await last.ReadAsync(
            state => named.Where(b => state.Find(b.Style, b.Beat) is { IsApproved: true }).Select(b => b.Beat.Value).ToArray(),
            cancellationToken);
        if (approved.Length > 0 && !edit.IncludeApproved)
        {
            throw new UserException(
                $"In style '{beat.Style.Name()}' {string.Join(", ", approved)} {(approved.Length == 1 ? "is" : "are")} approved. Write "
                    + "--include-approved to generate another image all the same.");
        }

        var storyboard = Read(edit, last.Document, parsed.GetValue(MaxCost), options, world.Time);
        var start = new RunStart(world, options, storyboard, id);
        start.RequireKeys();
        await using var host = await world.OpenHost(new HostRequest(data, configuration, options, "edit"), cancellationToken);
        await start.RequireReferencesAsync(host.Parts.Images);
        return await start.FollowAsync(host, data, suggest);
    }

    private static Storyboard Read(BeatEdit edit, RunDocument run, decimal? cost, ImageGenOptions options, TimeProvider time)
    {
        var request = edit.Of(run.Storyboard)
            ?? throw new UserException($"{run.Id} has no beat {edit.Beat.Beat} in style '{edit.Beat.Style.Name()}'.");
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var intake = new StoryboardIntake(
            StoryboardLimits.Default,
            asked => RunDefaults.Complete(options, cost is null ? asked : asked with { MaxCostUsd = cost }, today));
        var read = StoryboardFile.Accept(intake.Read(JsonSerializer.SerializeToUtf8Bytes(request)), run.Id);
        return read.Storyboard with { Project = run.Storyboard.Project };
    }
}
