using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Local;

/// <summary>Snapshots of key pools that have learned a limit.</summary>
internal static class LearnedPools
{
    /// <summary>A pool of one key, <c>clear-1</c> of the project <c>tales</c>, which serves 4 requests per window.</summary>
    public static KeyPoolSnapshot Snapshot(DateTimeOffset refusedAt) => new()
    {
        Now = refusedAt.UtcTicks,
        Serial = 1,
        Keys = [new KeyState("clear-1", "tales", null, 1, 0, Out: false)],
        Groups = [new QuotaProjectState { Name = "tales", Limit = new LimitState(4, 1, 2, refusedAt.UtcTicks, refusedAt.UtcTicks) }],
    };

    public static string Json(DateTimeOffset refusedAt) => System.Text.Encoding.UTF8.GetString(ImageGenJson.Write(Snapshot(refusedAt)));
}
