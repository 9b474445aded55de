using ImageGen.Core.Api.Events;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>
/// A run in the storyboard app's messages: first where every beat stands, then one message for each event that the page can show. Pure; one
/// instance for each client.
/// </summary>
/// <param name="labels">How the client spells the beats.</param>
/// <param name="folder">The project's folder: the page asks for absolute paths.</param>
public sealed class AppRun(AppLabels labels, string folder)
{
    private readonly Dictionary<ImageStyle, HashSet<BeatId>> _there = [];
    private readonly Dictionary<ImageStyle, int> _totals = [];

    /// <summary>Where the run stands: every beat that is not pending, in storyboard order.</summary>
    public IEnumerable<AppMessage> Begin(RunState state)
    {
        foreach (var style in state.Styles)
        {
            _totals[style.Style] = style.Beats.Length;
            _there[style.Style] = [.. style.Beats.Where(b => b.State is BeatState.Complete or BeatState.Exists).Select(b => b.Beat.Id)];
        }

        List<AppMessage> messages =
        [
            new AppMessage.Start(string.Create(
                CultureInfo.InvariantCulture,
                $"Run {state.Document.Id}: {state.Document.Storyboard.BeatCount} images in {state.Styles.Length} styles, in {folder}.")),
        ];
        messages.AddRange(state.Styles.SelectMany(s => s.Beats).Select(Of).OfType<AppMessage>());
        messages.AddRange(state.Styles.Select(s => s.Waiting).OfType<StyleWaiting>().Select(Of).OfType<AppMessage>());
        return messages;
    }

    /// <summary>The page's message of an event; null: none.</summary>
    public AppMessage? Next(RunEvent e)
    {
        switch (e)
        {
            case AttemptStarted { Candidate: null } a:
                return Of(a.Style, a.Beat, ProgressStatus.Generating, isThere: false);
            case BeatCompleted c:
                return Of(c.Style, c.Beat, ProgressStatus.Complete, isThere: true, c.ImagePath);
            case BeatExisting f:
                return Of(f.Style, f.Beat, ProgressStatus.Skipped, isThere: true, f.ImagePath);
            case BeatSkipped s:
                return Of(s.Style, s.Beat, ProgressStatus.Skipped, isThere: false);
            case BeatFailed f:
                return Of(f.Style, f.Beat, ProgressStatus.Error, isThere: false, error: f.Why.Reason);
            case CandidatePlaced p:
                return Of(p.Style, p.Beat, ProgressStatus.Complete, isThere: true, p.ImagePath);
            case VersionPlaced p:
                return Of(p.Style, p.Beat, ProgressStatus.Complete, isThere: true, p.ImagePath);
            case BeatLost l:
                _there[l.Style].Remove(l.Beat);
                return null;
            case StyleWaiting w:
                return Of(w);
            case KeyFaultFound k:
                return new AppMessage.Start($"[{k.Style.Name()}] {k.Reason}");
            default:
                return null;
        }
    }

    /// <summary>
    /// The last messages for a run that continues no further; empty while it does. Failures come behind <c>complete</c>, because the page
    /// shows that as success whatever it says.
    /// </summary>
    public static ImmutableArray<AppMessage> End(RunState state)
    {
        if (!state.HasEnded)
        {
            return state.PausedBy is null ? [] : [new AppMessage.Stopped(
                $"Paused: {state.Reason} Images that are being generated are still stored. Start again to continue.")];
        }

        ImmutableArray<AppStyleResult> results = [.. state.Styles.Select(Of)];
        var complete = new AppMessage.Complete(new AppResult(results.All(r => r.Success), results));
        var failed = results.Sum(r => r.Failed);
        return state switch
        {
            { Status: RunStatus.Cancelled } => [new AppMessage.Stopped("The run was cancelled. Start again to generate what is missing.")],
            { Status: RunStatus.Failed } => [new AppMessage.Stopped(state.Reason ?? "The run could not continue.")],
            _ when failed > 0 => [complete, new AppMessage.Stopped(string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} of {results.Sum(r => r.Total)} images could not be generated. Start again to retry them. {FirstError(state)}"))],
            _ => [complete],
        };
    }

    private static string FirstError(RunState state) =>
        state.Styles.SelectMany(s => s.Beats).FirstOrDefault(b => b.State is BeatState.Error) is { } beat
            ? $"First: {beat.Beat.Label ?? $"beat {beat.Beat.Id}"} ({beat.Style.Name()}): {beat.Error?.Reason}"
            : string.Empty;

    private static AppStyleResult Of(StyleState style) => new(
        style.Style, style.Completed == style.Beats.Length, style.Completed, style.Beats.Length, style.Count(BeatState.Error));

    private AppMessage? Of(BeatRecord beat) => beat.State switch
    {
        BeatState.Generating => Of(beat, ProgressStatus.Generating),
        BeatState.Complete => Of(beat, ProgressStatus.Complete),
        BeatState.Exists or BeatState.Skipped => Of(beat, ProgressStatus.Skipped),
        BeatState.Error => Of(beat, ProgressStatus.Error),
        _ => null,
    };

    private AppMessage.Progress Of(BeatRecord beat, ProgressStatus status) => Message(
        beat.Style,
        beat.Beat.Id,
        status,
        status is ProgressStatus.Complete or ProgressStatus.Skipped ? beat.ImagePath : null,
        status is ProgressStatus.Error ? beat.Error?.Reason : null);

    private static AppMessage.Start? Of(StyleWaiting waiting) => waiting.Reason is { } reason
        ? new AppMessage.Start($"[{waiting.Style.Name()}] Waiting: {reason}")
        : null;

    private AppMessage.Progress Of(
        ImageStyle style, BeatId beat, ProgressStatus status, bool isThere, string? path = null, string? error = null)
    {
        var there = _there[style];
        _ = isThere ? there.Add(beat) : there.Remove(beat);
        return Message(style, beat, status, path, error);
    }

    private AppMessage.Progress Message(ImageStyle style, BeatId beat, ProgressStatus status, string? path, string? error)
    {
        var label = labels.Of(style, beat);
        return new AppMessage.Progress(
            style,
            label,
            _there[style].Count,
            _totals[style],
            status,
            path is null ? null : AppImages.AbsolutePath(folder, path),
            error,
            label == beat.Value ? null : beat.Value);
    }
}
