using ImageGen.Core.Generation;
using ImageGen.Local.Storage.Inbox;

namespace ImageGen.Local.Host;

/// <summary>Carries out what a person asked of one beat at a command line: in the process that owns the data folder.</summary>
internal sealed class BeatCommands(Choices choices, BeatReviews reviews)
{
    /// <summary>On stores that the caller owns.</summary>
    public static BeatCommands Of(IRunStore store, RunLogs runLogs, IImageStore images, TimeProvider time) =>
        new(new Choices(runLogs, images, time), new BeatReviews(runLogs, new ProjectReviews(store, runLogs), images, time));

    /// <summary>Null: the command is not about one beat.</summary>
    public Task<ControlResult>? CarryOut(RunCommand command, CancellationToken cancellationToken) => command switch
    {
        { Kind: RunCommandKind.Choose, Choice: { } choice } =>
            choices.ChooseAsync(command.RunId, new BeatRef(choice.Style, choice.Beat), choice.Candidate, cancellationToken),
        { Kind: RunCommandKind.Restore, Version: { } version } =>
            choices.RestoreAsync(command.RunId, new BeatRef(version.Style, version.Beat), version.Version, cancellationToken),
        { Kind: RunCommandKind.Review, Review: { } review } => reviews.ReviewAsync(
            command.RunId, new BeatRef(review.Style, review.Beat), new BeatReview(review.Approved, review.Note), cancellationToken),
        _ => null,
    };
}
