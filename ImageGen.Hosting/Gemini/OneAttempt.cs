using System.Globalization;
using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Ports;

namespace ImageGen.Hosting.Gemini;

/// <summary>What surrounds a call to Gemini in both hosts: the key must be one, the time-out holds, and what breaks on the way is an answer too.</summary>
internal static class OneAttempt
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(300);

    /// <param name="options">Where the service is and how long a call may take.</param>
    /// <param name="asked">How long the model may take, if it is told; null: as long as the options say.</param>
    /// <param name="time">The clock of the time-out.</param>
    /// <param name="key">The key that the call will send.</param>
    /// <param name="callAsync">The call; its token is cancelled when time is up or the caller gives up.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<ModelAnswer> MakeAsync(
        GeminiOptions options, TimeSpan? asked, TimeProvider time, ApiKey key, Func<CancellationToken, Task<ModelAnswer>> callAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (key.Value.Length == 0 || key.Value.Any(c => c is <= ' ' or > '~'))
        {
            return Failed(FailureKind.InvalidKey, $"Key {key.Id} is empty or holds characters that no key has, such as a line break. Copy it again.", "KEY");
        }

        var limit = asked ?? options.Timeout ?? UsualTimeout;
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await callAsync(linked.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            // Whatever broke off, a caller that has given up wants to hear of that.
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? Failed(FailureKind.Transient, string.Create(CultureInfo.InvariantCulture, $"The service did not answer within {limit.TotalSeconds:0} s (ImageGen:Gemini:Timeout)."), "TIMEOUT")
                : NetworkFaults.Explain(e, new Uri(options.BaseUrl).Authority);
        }
    }

    /// <summary>The answer is longer than <see cref="GeminiOptions.MaxAnswerBytes"/>.</summary>
    public static ModelAnswer TooLarge(GeminiOptions options) =>
        Failed(FailureKind.Transient, $"The answer is larger than {options.MaxAnswerBytes / (1024 * 1024)} MB, which no picture is.", "TOO_LARGE");

    private static ModelAnswer.NoPicture Failed(FailureKind kind, string reason, string code) => new(new ModelFailure(kind, reason, Code: code));
}
