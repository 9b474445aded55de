namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>
/// A model in virtual time. How long a call takes and how it ends is generated for each beat and try, so that it does not hang on the order
/// of calls; <see cref="Answers"/> may say otherwise. Keeps a list of the calls.
/// </summary>
internal sealed class VirtualTimeModel(TimeProvider clock, ulong seed, FaultShares faults) : IImageModel
{
    private readonly Dictionary<string, int> _tries = [];

    public List<ModelCall> Calls { get; } = [];

    /// <summary>What it answers to the n-th call for a beat (<c>1.2, clear</c>), counted from 1; null: as generated.</summary>
    public Func<string, int, ApiKey, ModelAnswer?> Answers { get; set; } = (_, _, _) => null;

    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        // "Generate beat 1.2, clear."
        var beat = request.Prompt["Generate beat ".Length..^1];
        var n = _tries[beat] = _tries.GetValueOrDefault(beat) + 1;
        var call = new ModelCall(beat, n, key.Id, clock.GetUtcNow());
        Calls.Add(call);
        var throws = Chance.Seed(Chance.Seed(seed, beat), $"{n}");
        await Task.Delay(
            TimeSpan.FromMilliseconds(50 * (1 + Math.Floor(Chance.Unit(throws, 1) * faults.LongestCall * 20))), clock, cancellationToken);
        call.HasEnded = true;
        return Answers(beat, n, key) ?? Draw(throws);
    }

    public static ModelAnswer Image(int number) =>
        new ModelAnswer.Image(TestImage.Png(number), "image/png", new TokenUsage(1120, 1120, 2240, 1120));

    public static ModelAnswer No(FailureKind kind, TimeSpan? retryAfter = null) =>
        new ModelAnswer.NoImage(new ModelFailure(kind, $"Scripted {kind}.", retryAfter));

    private ModelAnswer Draw(ulong throws)
    {
        var at = Chance.Unit(throws, 2);
        foreach (var (kind, share) in faults.Shares)
        {
            if ((at -= share) < 0)
            {
                return kind switch
                {
                    FailureKind.BrokenImage => new ModelAnswer.Image(TestImage.Png(1).AsMemory(0, 40), "image/png", null),
                    FailureKind.RateLimitedPerMinute => No(kind, TimeSpan.FromSeconds(1 + Math.Floor(Chance.Unit(throws, 3) * 40))),
                    FailureKind.NoImage =>
                        new ModelAnswer.NoImage(new ModelFailure(kind, "Only words came."), new TokenUsage(100, 20, 120)),
                    _ => No(kind),
                };
            }
        }

        return Image((int)(throws & 0xFFFFFF));
    }
}

/// <summary>How often calls go wrong, and how long they take.</summary>
/// <param name="Shares">The share of each failure.</param>
/// <param name="LongestCall">In seconds.</param>
internal sealed record FaultShares(ImmutableArray<(FailureKind Kind, double Share)> Shares, double LongestCall = 10)
{
    public static FaultShares None { get; } = new([]);
}

/// <summary>One call that arrived at the model.</summary>
internal sealed record ModelCall(string Beat, int Number, string KeyId, DateTimeOffset At)
{
    public bool HasEnded { get; set; }
}
