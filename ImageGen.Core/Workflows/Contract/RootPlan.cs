using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>What the root workflow has to do.</summary>
/// <param name="Styles">Styles with work left, in the order of <see cref="ImageStyles.All"/>.</param>
/// <param name="Ended">How the run ended; null while there is work left, it is paused, or styles are at work.</param>
/// <param name="Progress">Where it stands.</param>
/// <param name="Position">The log's end: grows, and is never used twice.</param>
/// <param name="Resumes">How often the run had been resumed; null in histories that were written before this was noted.</param>
public sealed record RootPlan(
    ImmutableArray<ImageStyle> Styles, RunStatus? Ended, RunProgress Progress, long Position, int? Resumes = null);
