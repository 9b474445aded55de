using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;

namespace ImageGen.Hosting.Gemini;

/// <summary>Asks Gemini's models endpoint, which is free, with the key in a header and nowhere else.</summary>
/// <param name="http">Sends and reads; disposed of with this.</param>
/// <param name="options">Where the service is.</param>
/// <param name="time">The clock of the time-out.</param>
internal sealed class GeminiKeyCheck(HttpMessageInvoker http, GeminiOptions options, TimeProvider time) : IKeyCheck, IDisposable
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public async Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken)
    {
        if (!OneAttempt.IsSendable(key))
        {
            return new KeyCheckOutcome(
                KeyStatus.Invalid, $"Key {key.Id} is empty or holds characters that no key has, such as a line break. Copy it again.");
        }

        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, options.ModelAddressOf(model));
            message.Headers.Add("x-goog-api-key", key.Value);
            using var response = await http.SendAsync(message, either.Token);
            var answer = await WireAnswers.ReadAsync(response, MostBytes, time, either.Token);
            return GeminiKeyAnswers.Read((int)response.StatusCode, answer?.Body ?? default, model, key);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new KeyCheckOutcome(
                KeyStatus.Unreachable,
                timeout.IsCancellationRequested
                    ? $"Key {key.Id} could not be checked: no answer within {Timeout.TotalSeconds:0} s. Try again later."
                    : $"Key {key.Id} could not be checked. "
                        + $"{NetworkFaults.Explain(e, new Uri(options.BaseUrl).Authority, hasLeft: false).Reason}");
        }
    }

    public void Dispose() => http.Dispose();
}
