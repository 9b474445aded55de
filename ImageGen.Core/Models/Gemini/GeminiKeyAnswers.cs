namespace ImageGen.Core.Models.Gemini;

/// <summary>What the answer to <c>GET /v1beta/models/{model}</c> says of a key. Pure, never throws because of what came back.</summary>
public static class GeminiKeyAnswers
{
    private const string NotAsked =
        "could not be checked: what answers at ImageGen:Gemini:BaseUrl does not have the models endpoint. Attempts may work all the same.";

    /// <summary>Maps an HTTP answer.</summary>
    /// <param name="httpStatus">The status.</param>
    /// <param name="body">The whole body, whatever it is.</param>
    /// <param name="model">The model that was asked about.</param>
    /// <param name="key">The key that was sent.</param>
    public static KeyCheckOutcome Read(int httpStatus, ReadOnlyMemory<byte> body, string model, ApiKey key)
    {
        var answer = Object(body);
        if (answer.Member("error") is { ValueKind: JsonValueKind.Object } error)
        {
            var request = new ImageRequest(model, string.Empty, [], null, null);
            return Of(GeminiErrors.Explain(GeminiErrorReader.Read(httpStatus, error, null), request, key), httpStatus);
        }

        return httpStatus switch
        {
            200 when answer.Member("name").Text() is { Length: > 0 } => new KeyCheckOutcome(KeyStatus.Works),
            402 or 429 or >= 500 and not 501 => new KeyCheckOutcome(
                KeyStatus.Unreachable, $"Key {key.Id} could not be checked: the service, or a proxy before it, is in trouble "
                    + $"({httpStatus}). Try again later."),
            _ => new KeyCheckOutcome(KeyStatus.NotChecked, $"Key {key.Id} {NotAsked}"),
        };
    }

    private static KeyCheckOutcome Of(ModelFailure why, int httpStatus) => why.Kind switch
    {
        FailureKind.InvalidKey => new KeyCheckOutcome(
            httpStatus is 400 or 401 && !why.Reason.Contains("denies", StringComparison.Ordinal)
                ? KeyStatus.Invalid
                : KeyStatus.Blocked, why.Reason),
        FailureKind.NotEntitled or FailureKind.CreditExhausted or FailureKind.LocationRefused =>
            new KeyCheckOutcome(KeyStatus.Blocked, why.Reason),
        FailureKind.ModelUnavailable => new KeyCheckOutcome(KeyStatus.ModelUnavailable, why.Reason),

        // A key that meets a limit is a key that the service takes.
        FailureKind.RateLimitedPerMinute or FailureKind.RateLimitedPerDay or FailureKind.SpendLimited =>
            new KeyCheckOutcome(KeyStatus.Works, why.Reason),
        FailureKind.InvalidRequest => new KeyCheckOutcome(KeyStatus.NotChecked, why.Reason),
        _ => new KeyCheckOutcome(KeyStatus.Unreachable, why.Reason),
    };

    private static JsonElement? Object(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
