using ImageGen.Core.Api;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/check</c>: whether keys, storage and style references are in order. Costs nothing.</summary>
internal sealed class CheckHandler(Doctor doctor)
{
    private const int LongestModel = 128;

    public async Task<IResult> CheckAsync(string? model, CancellationToken cancellationToken) =>
        model is { Length: 0 or > LongestModel } || model?.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') is false
            ? ApiResults.Problem(Problems.Faulty("model", "This is no model's id.", "Write one such as gemini-nano-banana-2.1, or leave it out."))
            : ApiResults.Ok(await doctor.CheckAsync(model, cancellationToken));
}
