using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>The key that an attempt is made with.</summary>
internal static class ReservedKey
{
    /// <summary>The key of the reservation; or, if it cannot be had, how the activity ends: it left, or it is not known just now.</summary>
    public static async Task<(ApiKey? Key, BeatOutcome? Problem)> FindAsync(
        IApiKeySource keys, GenerateBeatRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var key = (await keys.ListAsync(request.Style, cancellationToken)).FirstOrDefault(k => k.Id == request.Reservation.KeyId);
            return key is not null ? (key, null) : (null, new BeatOutcome(
                request.Beat,
                BeatOutcomeKind.Expired,
                Why: new ModelFailure(
                    FailureKind.InvalidKey,
                    $"The key {request.Reservation.KeyId} is not among those of '{request.Style.Name()}' any more.",
                    Code: "KEY")));
        }
        catch (UserException e)
        {
            return (null, new BeatOutcome(
                request.Beat, BeatOutcomeKind.Held, Why: new ModelFailure(FailureKind.InvalidKey, e.Message, Code: "KEY")));
        }
    }
}
