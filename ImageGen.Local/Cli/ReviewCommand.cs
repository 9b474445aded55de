using System.CommandLine;
using ImageGen.Core.Api.Requests;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Cli;

/// <summary><c>review</c>: approves the image of a beat, or notes what is wrong with it; without options, it prints the review.</summary>
internal static class ReviewCommand
{
    private static readonly BeatArguments Beat = new();

    private static readonly Option<bool> Approve = CliOption.Flag(
        "--approve", "The image is as it should be: it is regenerated only with --include-approved.");

    private static readonly Option<string?> Note = CliOption.Text("--note", "TEXT", "What is to be said of it, at most 500 characters.");

    private static readonly Option<bool> Clear = CliOption.Flag("--clear", "Take back what was said of it.");

    public static Command Create(CliEnvironment world)
    {
        var command = Beat.NewCommand(
            "review", "Approve the image of a beat, or note what is wrong with it. Without options: what was said of it.",
            Approve, Note, Clear);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Clear) && (result.GetValue(Approve) || result.GetResult(Note) is not null))
            {
                result.AddError("--clear takes back what was said: write it without --approve and --note.");
            }
        });
        command.SetAction((parsed, _) => RunAsync(world, parsed, world.Interrupts.First));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = await BeatRequest.ReadAsync(world, parsed, Beat, cancellationToken);
        var (beat, approve, note) = (request.Beat, parsed.GetValue(Approve), parsed.GetValue(Note));
        var name = $"Beat {beat.Beat} of '{beat.Style.Name()}'";
        if (!approve && note is null && !parsed.GetValue(Clear))
        {
            var said = await request.Run.ReadAsync(
                state => state.Find(beat.Style, beat.Beat) is { } record ? Said(record) : "not reviewed", cancellationToken);
            world.Output.WriteLine($"{name} is {said}.");
            return ExitCode.Done;
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { approved = approve, note = note ?? string.Empty });
        var (review, faults) = ReviewReader.Read(body);
        if (!faults.IsEmpty)
        {
            throw StoryboardFile.Faulty(faults, "--note");
        }

        var command = request.Command(RunCommandKind.Review) with
        {
            Review = new RunReview(beat.Style, beat.Beat, review.Approved, review.Note),
        };
        return await request.SendAsync(
            command,
            approve ? $"{name} is approved."
                : note is not null ? $"The note is kept; {name} is not approved."
                : $"{name} is not reviewed any more.",
            cancellationToken);
    }

    private static string Said(BeatRecord record)
    {
        var approved = record.IsApproved ? "approved"
            : record.Review is { Approved: true } ? "not approved: its image has changed since it was approved"
            : record.Review is { Note: not null } ? "not approved"
            : "not reviewed";
        return record.Review?.Note is { } note ? $"{approved} ({note})" : approved;
    }
}
