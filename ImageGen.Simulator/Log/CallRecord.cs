namespace ImageGen.Simulator.Log;

/// <summary>One call in the log. Never a key's value or a prompt.</summary>
/// <param name="Sequence">Its number, counted from 1 in the order of arrival.</param>
/// <param name="At">When it came.</param>
/// <param name="KeyId">The key's id; <c>none</c> or <c>unknown</c> for keys that the stand-in does not know.</param>
/// <param name="Project">The key's project; empty when there is none.</param>
/// <param name="Model">The model in the URL.</param>
/// <param name="Style">The style, where it is known.</param>
/// <param name="Beat">The beat, where it is known.</param>
/// <param name="PromptHash">16 hexadecimal digits; empty when the body was refused.</param>
/// <param name="References">How many images came with the prompt.</param>
/// <param name="Status">The HTTP status of the answer; 0 when there was none.</param>
/// <param name="Outcome">One of <see cref="Base.Outcomes"/>, or the name of the injected fault.</param>
/// <param name="Injected">True when <paramref name="Outcome"/> is a fault of the script or by chance.</param>
/// <param name="Latency">From its arrival to its answer.</param>
/// <param name="GaveUp">True when the client went away before the answer.</param>
public sealed record CallRecord(
    long Sequence,
    DateTimeOffset At,
    string KeyId,
    string Project,
    string Model,
    string? Style,
    string? Beat,
    string PromptHash,
    int References,
    int Status,
    string Outcome,
    bool Injected,
    TimeSpan Latency,
    bool GaveUp)
{
    /// <summary>
    /// What the service bills for it, US dollars: the list price of the image, its references' tokens, and its thoughts where the answer
    /// has some; also when the answer never arrived. 0 for refusals and for answers without an image.
    /// </summary>
    public decimal BilledUsd { get; init; }
}
