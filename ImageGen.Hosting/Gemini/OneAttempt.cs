using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;

namespace ImageGen.Hosting.Gemini;

/// <summary>
/// What surrounds a call to Gemini in both hosts: the key must be one, the time-out holds, and what breaks on the way is an answer too.
/// </summary>
internal static class OneAttempt
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(300);

    /// <param name="options">Where the service is and how long a call may take.</param>
    /// <param name="asked">How long the model may take; null: as in the options.</param>
    /// <param name="time">The clock of the time-out.</param>
    /// <param name="key">The key that the call will send.</param>
    /// <param name="callAsync">
    /// The call, which reports when its request leaves; its token is cancelled when time is up or the caller gives up.
    /// </param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<ModelAnswer> MakeAsync(
        GeminiOptions options,
        TimeSpan? asked,
        TimeProvider time,
        ApiKey key,
        Func<Departure, CancellationToken, Task<ModelAnswer>> callAsync,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsSendable(key))
        {
            return Failed(
                FailureKind.InvalidKey,
                $"Key {key.Id} is empty or holds characters that no key has, such as a line break. Copy it again.",
                "KEY");
        }

        var limit = asked ?? options.Timeout ?? UsualTimeout;
        var departure = new Departure(time);
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        ModelAnswer answer;
        try
        {
            answer = await callAsync(departure, linked.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            // Whatever broke off, a caller that cancelled expects that as the result.
            cancellationToken.ThrowIfCancellationRequested();
            answer = timeout.IsCancellationRequested
                ? TimedOut(limit, departure.HasLeft)
                : new ModelAnswer.NoImage(NetworkFaults.Explain(e, new Uri(options.BaseUrl).Authority, departure.HasLeft));
        }

        return answer with { SentAfter = departure.After };
    }

    /// <summary>False for what no header can carry.</summary>
    public static bool IsSendable(ApiKey key) => key.Value.Length > 0 && !key.Value.Any(c => c is <= ' ' or > '~');

    /// <summary>The answer is longer than <see cref="GeminiOptions.MaxAnswerBytes"/>: it came, and so was billed.</summary>
    public static ModelAnswer TooLarge(GeminiOptions options) => Failed(
        FailureKind.Unanswered,
        $"The answer is larger than {options.MaxAnswerBytes / (1024 * 1024)} MB (ImageGen:Gemini:MaxAnswerBytes), so it was not read. It "
            + "may have been billed.",
        "TOO_LARGE");

    private static ModelAnswer.NoImage TimedOut(TimeSpan limit, bool hasLeft)
    {
        var within = string.Create(CultureInfo.InvariantCulture, $"within {limit.TotalSeconds:0.###} s (ImageGen:Gemini:Timeout)");
        return hasLeft
            ? Failed(FailureKind.Unanswered, $"No answer {within}. The attempt may have been billed.", "TIMEOUT")
            : Failed(FailureKind.Unreachable, $"The request could not be sent {within}. Check the network.", "TIMEOUT");
    }

    private static ModelAnswer.NoImage Failed(FailureKind kind, string reason, string code) =>
        new(new ModelFailure(kind, reason, Code: code));
}
