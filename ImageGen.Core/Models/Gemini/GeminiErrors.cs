namespace ImageGen.Core.Models.Gemini;

/// <summary>What an error answer means: the class, and a reason that a person can act on, with what the service says of it.</summary>
internal static class GeminiErrors
{
    public static ModelFailure Explain(GeminiError error, ImageRequest request, ApiKey key)
    {
        var code = ServiceMessages.Code(error.Status) ?? error.HttpStatus.ToString(CultureInfo.InvariantCulture);
        var words = new ServiceMessages(request, key);
        var said = words.Quote(error.Message);
        return error.HttpStatus switch
        {
            402 or 429 => QuotaErrors.Explain(error, request, key, words, code),
            408 or 409 or 425 or 499 or >= 500 => Transient(error, said, code),
            404 => new ModelFailure(
                FailureKind.ModelUnavailable,
                $"The project of key {key.Id} may not use model {request.Model} (404).{said} Choose another model (ImageGen:Gemini:Model "
                    + "or --model), "
                    + "or a key of another project.",
                Code: code),
            _ => NoBilling(error, request, key, said, code) ?? Location(error, key, said, code) ?? KeyErrors.Explain(error, key, said, code)
                ?? Invalid(error, words, said, code),
        };
    }

    private static ModelFailure Transient(GeminiError error, string said, string code) => new(
        FailureKind.Transient,
        error.HttpStatus switch
        {
            503 => "The service is overloaded (503).",
            504 => "The service took too long (504).",
            _ => $"The service has a fault of its own ({error.HttpStatus}).",
        } + said,
        error.RetryDelay,
        code);

    /// <summary>Comes sporadically among good answers, so nothing is known against other projects.</summary>
    private static ModelFailure? Location(GeminiError error, ApiKey key, string said, string code) =>
        error.Message.Contains("location is not supported", StringComparison.OrdinalIgnoreCase)
            ? new ModelFailure(
                FailureKind.LocationRefused,
                $"Gemini refuses the project of key {key.Id} from this country or network.{said} Run this where Gemini can be used, or "
                    + "use a key of another project.",
                Code: code)
            : null;

    private static ModelFailure? NoBilling(GeminiError error, ImageRequest request, ApiKey key, string said, string code) =>
        error.Status is "FAILED_PRECONDITION" && error.Message.Contains("billing", StringComparison.OrdinalIgnoreCase)
            ? new ModelFailure(
                FailureKind.NotEntitled,
                $"The project of key {key.Id} may not use {request.Model} without billing.{said} Turn billing on for it at "
                    + "https://aistudio.google.com.",
                Code: code)
            : null;

    private static ModelFailure Invalid(GeminiError error, ServiceMessages words, string said, string code)
    {
        var fields = error.Fields.Select(words.Name).OfType<string>().Distinct().Take(5).ToArray();
        var about = fields.Length == 0 ? "" : $" because of {string.Join(", ", fields)}";
        return new ModelFailure(
            FailureKind.InvalidRequest,
            error.HttpStatus == 413
                ? "The request is too large for the service. Use smaller reference images or a shorter prompt."
                : $"The service refuses the request{about}.{said}",
            Code: code);
    }
}
