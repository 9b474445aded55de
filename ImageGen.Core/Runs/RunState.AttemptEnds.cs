using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <content>How attempts are closed, and what they cost the run, the style and the beat: confirmed, in flight and unconfirmed.</content>
public sealed partial class RunState
{
    /// <summary>
    /// Ends an attempt: with <paramref name="why"/>, without an image; without a complete answer it may have cost its estimate.
    /// </summary>
    private void Close(
        StyleState style, BeatRecord beat, string? attempt, decimal costUsd, ModelFailure? why = null, decimal? unconfirmedUsd = null)
    {
        var ended = beat.Open?.Id == attempt ? beat.Open : null;
        if (ended is not null)
        {
            OpenUsd -= ended.EstimateUsd;
            style.OpenUsd -= ended.EstimateUsd;
            style.CandidatesInFlight -= ended.Candidate is null ? 0 : 1;
            beat.Open = null;
        }
        else if (beat.TakeAbandoned(attempt) is { } abandoned)
        {
            ended = abandoned;
            AddUnconfirmed(style, beat, -abandoned.EstimateUsd, -1);
        }

        if (ended is not null && why?.Kind is FailureKind.Unanswered)
        {
            AddUnconfirmed(style, beat, unconfirmedUsd ?? ended.EstimateUsd, 1);
            LastUnanswered = why.Reason;
        }

        CostUsd += costUsd;
        style.CostUsd += costUsd;
        beat.CostUsd += costUsd;
    }

    private void Abandon(StyleState style, BeatRecord beat)
    {
        if (beat.Open is { } open)
        {
            beat.Open = null;
            beat.Abandon(open);
            OpenUsd -= open.EstimateUsd;
            style.OpenUsd -= open.EstimateUsd;
            style.CandidatesInFlight -= open.Candidate is null ? 0 : 1;
            AddUnconfirmed(style, beat, open.EstimateUsd, 1);
        }

        PutBack(style, beat);
    }

    private void AddUnconfirmed(StyleState style, BeatRecord beat, decimal usd, int attempts)
    {
        (UnconfirmedUsd, UnconfirmedCalls) = (UnconfirmedUsd + usd, UnconfirmedCalls + attempts);
        (style.UnconfirmedUsd, style.UnconfirmedAttempts) = (style.UnconfirmedUsd + usd, style.UnconfirmedAttempts + attempts);
        (beat.UnconfirmedUsd, beat.UnconfirmedAttempts) = (beat.UnconfirmedUsd + usd, beat.UnconfirmedAttempts + attempts);
    }

    /// <summary>Makes the beat pending again, or skips it if a person asked for that: its call ended without an image.</summary>
    private static void PutBack(StyleState style, BeatRecord beat)
    {
        if (beat.State is BeatState.Generating)
        {
            style.Move(beat, beat.SkipAsked ? BeatState.Skipped : BeatState.Pending);
            beat.SkipAsked = false;
        }
    }

    private void AbandonOpenAttempts()
    {
        foreach (var style in Styles)
        {
            foreach (var beat in style.Beats)
            {
                Abandon(style, beat);
            }
        }
    }
}
