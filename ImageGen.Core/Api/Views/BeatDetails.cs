using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>Gathers what is known of one beat: its request, its state, its calls out of the log, its images out of the store.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="images">The images.</param>
/// <param name="models">How many references a model takes; null: as built in.</param>
public sealed class BeatDetails(RunLogs runLogs, IImageStore images, ModelCatalogue? models = null)
{
    private const int ReadBatch = 2_000;

    /// <summary>The beat; null when the run, the style or the beat is not there.</summary>
    public async Task<BeatDetail?> FindAsync(string runId, ImageStyle style, BeatId beat, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return null;
        }

        var open = (string?)null;
        var detail = await runLog.ReadAsync(
            state =>
            {
                var record = state.Find(style, beat);
                open = record?.Open?.Id;
                return record is null ? null : Of(record, runLog.Document.Storyboard.Project) with
                {
                    Changed = state.Style(style).Changed().Contains(beat),
                };
            },
            cancellationToken);
        if (detail is null)
        {
            return null;
        }

        var name = new ImageName(runLog.Document.Storyboard.Project, style, detail.Shot, beat);
        var image = await images.FindAsync(name, cancellationToken);
        var versions = await images.VersionsAsync(name, cancellationToken);
        var marks = await ReferenceMarks.ReadAsync(
            runLog.Document.Storyboard, images, models ?? ModelCatalogue.BuiltIn, cancellationToken);
        var asked = runLog.Find(style, beat);
        return detail with
        {
            References = asked is null ? null : marks?.Shown(style, asked),
            ChangedReferences = asked is null ? null : marks?.Changed(style, asked, image?.Provenance),
            ImagePath = image?.Path,
            ImageUri = image is null ? null : ImageUris.Of(name, image.ETag),
            Provenance = image?.Provenance,
            Attempts = await AttemptsAsync(runLog, new BeatRef(style, beat), open, cancellationToken),
            Versions = [.. versions.Where(v => v.Version is not null).Select(v => Of(name, v))],
        };
    }

    private static BeatDetail Of(BeatRecord record, ProjectName project) => new()
    {
        Style = record.Style.Name(),
        Beat = record.Beat.Id.Value,
        Shot = record.Beat.Shot,
        BeatLabel = record.Beat.Label,
        ShotLabel = record.Beat.ShotLabel,
        Transition = record.Beat.Transition,
        ScriptPhrase = record.Beat.ScriptPhrase,
        Prompt = record.Beat.Prompt,
        Instruction = record.Beat.Instruction,
        State = record.State,
        Error = record.Error,
        CostUsd = record.CostUsd,
        UnconfirmedUsd = record.UnconfirmedUsd,
        UnconfirmedAttempts = record.UnconfirmedAttempts,
        Note = record.Note,
        Candidates = CandidateView.Of(record, project),
        Review = ReviewView.Of(record),
        Attempts = [],
        Versions = [],
    };

    private static VersionView Of(ImageName name, StoredImage image) => new(
        image.Version!,
        ImageUris.OfVersion(name, image.Version!, image.ETag),
        image.ETag,
        image.Format.MediaType(),
        image.Length,
        image.StoredAt,
        image.Provenance);

    private static async Task<ImmutableArray<AttemptView>> AttemptsAsync(
        RunLog runLog, BeatRef beat, string? open, CancellationToken cancellationToken)
    {
        var attempts = new OrderedDictionary<string, AttemptView>();
        var position = LogPosition.Start;
        while (true)
        {
            var events = await runLog.EventsAsync(position, ReadBatch, cancellationToken);
            foreach (var e in events)
            {
                Apply(attempts, e.Event, beat, open);
            }

            if (events.Length < ReadBatch)
            {
                return [.. attempts.Values];
            }

            position = events[^1].Position;
        }
    }

    private static void Apply(OrderedDictionary<string, AttemptView> attempts, RunEvent e, BeatRef beat, string? open)
    {
        switch (e)
        {
            case AttemptStarted s when new BeatRef(s.Style, s.Beat) == beat:
                var outcome = s.Attempt == open ? AttemptOutcome.Open : AttemptOutcome.Unconfirmed;
                attempts[s.Attempt] = new AttemptView(s.Attempt, s.KeyId, s.At, null, outcome, null, s.EstimateUsd);
                break;
            case AttemptFailed f when attempts.TryGetValue(f.Attempt, out var attempt):
                attempts[f.Attempt] = Failed(attempt, f.At, f.Why, f.CostUsd, f.UnconfirmedUsd);
                break;
            case BeatFailed { Attempt: { } id } f when attempts.TryGetValue(id, out var attempt):
                attempts[id] = Failed(attempt, f.At, f.Why, f.CostUsd, f.UnconfirmedUsd);
                break;
            case CandidateFailed { Attempt: { } id } f when attempts.TryGetValue(id, out var attempt):
                attempts[id] = Failed(attempt, f.At, f.Why, f.CostUsd, f.UnconfirmedUsd);
                break;
            case CandidateStored { Attempt: { } id } c when attempts.TryGetValue(id, out var attempt):
                attempts[id] = attempt with { EndedAt = c.At, Outcome = AttemptOutcome.Completed, CostUsd = c.CostUsd };
                break;
            case BeatCompleted c when attempts.TryGetValue(c.Attempt, out var attempt):
                attempts[c.Attempt] = attempt with { EndedAt = c.At, Outcome = AttemptOutcome.Completed, CostUsd = c.CostUsd };
                break;
        }
    }

    private static AttemptView Failed(AttemptView attempt, DateTimeOffset at, ModelFailure why, decimal costUsd, decimal? unconfirmedUsd) =>
        why.Kind is FailureKind.Unanswered
            ? attempt with
            {
                EndedAt = at,
                Outcome = AttemptOutcome.Unconfirmed,
                Error = why,
                CostUsd = costUsd + (
                unconfirmedUsd ?? attempt.CostUsd)
            }
            : attempt with { EndedAt = at, Outcome = AttemptOutcome.Failed, Error = why, CostUsd = costUsd };
}
