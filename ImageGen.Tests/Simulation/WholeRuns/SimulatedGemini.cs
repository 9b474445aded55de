using System.Security.Cryptography;
using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>
/// A Gemini in virtual time that bills: how an attempt ends depends on the seed, the beat and the number of its attempt, on the limits of
/// the key's quota project, and on outages. An attempt is billed when it arrives, whether its answer is delivered or not.
/// </summary>
internal sealed class SimulatedGemini(TimeProvider clock, ulong seed, GeminiFaults faults) : IImageModel
{
    /// <summary>What a prompt begins with; behind it: project, style, beat.</summary>
    public const string Marker = "PROMPT-SECRET";

    private static readonly ModelCatalogue Prices = ModelCatalogue.BuiltIn;
    private readonly Dictionary<string, int> _attempts = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _accepted = [];

    /// <summary>Attempts that arrived, in that order.</summary>
    public List<GeminiCall> Calls { get; } = [];

    /// <summary>Hashes of the images that were generated whole.</summary>
    public HashSet<string> WholeImages { get; } = [];

    /// <summary>Attempts above the limit of a quota project.</summary>
    public int OverLimit { get; private set; }

    /// <summary>Called when an attempt has arrived, before it is billed.</summary>
    public Action<GeminiCall> Arrived { get; set; } = _ => { };

    /// <summary>Called when an answer is handed over.</summary>
    public Action<GeminiCall> Delivered { get; set; } = _ => { };

    public static string PromptOf(string project, string style, string beat) => $"{Marker} {project} {style} {beat}";

    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        var words = request.Prompt.Split(' ');
        var beat = string.Join(' ', words[1..4]);
        var number = _attempts[beat] = _attempts.GetValueOrDefault(beat) + 1;
        var chance = Chance.Seed(Chance.Seed(seed, beat), $"{number}");
        var fault = FaultOf(key, chance);
        var call = new GeminiCall(words[1], words[2], words[3], number, key.Id, clock.GetUtcNow(), fault);
        Arrived(call);
        Calls.Add(call);
        var (answer, seconds) = Answer(call, chance);
        await Task.Delay(TimeSpan.FromMilliseconds(50 * Math.Ceiling(seconds * 20)), clock, cancellationToken);
        call.IsDelivered = true;
        Delivered(call);
        return fault is GeminiFault.Bug ? throw new BugException() : answer;
    }

    private GeminiFault FaultOf(ApiKey key, ulong chance)
    {
        var now = clock.GetUtcNow();
        if (faults.OfKeys.TryGetValue(key.Id, out var ofKey) && (ofKey.Until is not { } until || now < until))
        {
            return ofKey.Fault;
        }

        if (faults.Outages.Any(o => now >= o.From && now < o.Until))
        {
            return GeminiFault.ServerError;
        }

        var accepted = _accepted.TryGetValue(key.Id, out var known) ? known : _accepted[key.Id] = [];
        if (accepted.Count(t => t > now - TimeSpan.FromMinutes(1)) >= faults.RequestsPerMinute)
        {
            OverLimit++;
            return GeminiFault.PerMinute;
        }

        var at = Chance.Unit(chance, 2);
        var fault = faults.Shares.FirstOrDefault(f => (at -= f.Share) < 0).Fault;
        if (fault is not (GeminiFault.PerMinute or GeminiFault.BareTooMany or GeminiFault.Unreachable))
        {
            // A refusal uses up nothing.
            accepted.Add(now);
        }

        return fault;
    }

    private (ModelAnswer Answer, double Seconds) Answer(GeminiCall call, ulong chance)
    {
        var takes = 0.05 + (Chance.Unit(chance, 1) * faults.LongestAnswer);
        var price = Prices.EstimateUsd(ModelCatalogue.DefaultModel, null, 0);
        var words = new TokenUsage(100, 20, 120);
        switch (call.Fault)
        {
            case GeminiFault.None:
                var bytes = TestImage.Png((int)(chance & 0xFFFFFF));
                call.ImageHash = HashOf(bytes);
                WholeImages.Add(call.ImageHash);
                return Billed(new ModelAnswer.Image(bytes, "image/png", null), price, takes);
            case GeminiFault.Damaged:
                return Billed(new ModelAnswer.Image(TestImage.Png(1).AsMemory(0, 40), "image/png", null), price, takes);
            case GeminiFault.TimeOut: return Billed(No(FailureKind.Unanswered), price, 60);
            case GeminiFault.Cut or GeminiFault.Bug: return Billed(No(FailureKind.Unanswered), price, takes);
            case GeminiFault.TextOnly or GeminiFault.ThoughtOnly:
                return Billed(
                    new ModelAnswer.NoImage(new ModelFailure(FailureKind.NoImage, "Only words."), words),
                    Prices.CostUsd(ModelCatalogue.DefaultModel, null, words, 0, hasImage: false),
                    takes);
            case GeminiFault.OutputBlock:
                return (new ModelAnswer.NoImage(
                    new ModelFailure(FailureKind.ContentBlocked, "Blocked.", Code: "IMAGE_SAFETY") { IsOutputBlock = true }), takes);
            case GeminiFault.ServerError:
                return (new ModelAnswer.NoImage(new ModelFailure(FailureKind.Transient, "Overloaded.", Code: "503")), 1);
            case GeminiFault.PerMinute:
                return (No(FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(1 + Math.Floor(Chance.Unit(chance, 3) * 40))), 0.2);
            default: return (No(GeminiFaults.KindOf(call.Fault)), 0.2);
        }

        (ModelAnswer, double) Billed(ModelAnswer answer, decimal usd, double seconds)
        {
            call.BilledUsd = usd;
            return (answer, seconds);
        }
    }

    private static ModelAnswer.NoImage No(FailureKind kind, TimeSpan? retryAfter = null) =>
        new ModelAnswer.NoImage(new ModelFailure(kind, $"Simulated {kind}.", retryAfter));
}

/// <summary>One attempt that arrived at the service.</summary>
internal sealed record GeminiCall(
    string Project, string Style, string Beat, int Number, string KeyId, DateTimeOffset At, GeminiFault Fault)
{
    public string Name => $"{Project} {Style} {Beat}";

    /// <summary>The run that made it.</summary>
    public string Run { get; set; } = "";

    public decimal BilledUsd { get; set; }

    /// <summary>Of the image that was generated whole; null: none was.</summary>
    public string? ImageHash { get; set; }

    /// <summary>The answer was handed over while log and images could be written.</summary>
    public bool IsDelivered { get; set; }
}

/// <summary>Nothing of the product expects it.</summary>
internal sealed class BugException() : Exception("A bug of ours.");
