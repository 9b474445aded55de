using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/check</c>: whether keys, storage and style references are in order. Costs nothing.</summary>
internal sealed class CheckHandler(Doctor doctor)
{
    private const int LongestModel = 128;

    /// <param name="model">The model to check the keys for; null: the host's.</param>
    /// <param name="resetLimits"><c>true</c>: the learned limits are forgotten first.</param>
    /// <param name="learned">What the key pools learned, where that comes with the call; null: what the host's doctor knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IResult> CheckAsync(string? model, string? resetLimits, IRequestLimits? learned, CancellationToken cancellationToken)
    {
        if (model is { Length: 0 or > LongestModel } || model?.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') is false)
        {
            return ApiResults.Problem(
                Problems.Faulty("model", "This is no model's id.", "Write one such as gemini-nano-banana-2.1, or leave it out."));
        }

        if (resetLimits is not (null or "" or "true" or "false"))
        {
            return ApiResults.Problem(
                Problems.Faulty("resetLimits", "It is neither true nor false.", "Write resetLimits=true to forget the learned limits."));
        }

        var asked = learned is null ? doctor : doctor.With(learned);
        if (resetLimits is "true")
        {
            await asked.ResetLimitsAsync(cancellationToken);
        }

        return ApiResults.Ok(await asked.CheckAsync(model, cancellationToken));
    }
}
