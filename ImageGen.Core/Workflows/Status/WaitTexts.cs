using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Status;

/// <summary>What a style waits for, in words.</summary>
internal static class WaitTexts
{
    /// <summary>Such as "all 2 keys of 'clear' cool until 14:03:20 UTC".</summary>
    /// <param name="wait">What for.</param>
    /// <param name="style">Whose keys.</param>
    /// <param name="reason">Why the last call failed, where that is known.</param>
    public static string Of(KeyPoolWait wait, ImageStyle style, string? reason = null)
    {
        var count = wait.Keys - wait.Out;
        var isOne = count == 1;
        var keys = $"{(isOne ? "the only" : $"all {count}")}{(wait.Out > 0 ? " working" : string.Empty)} "
            + $"key{(isOne ? string.Empty : "s")} of '{style.Name()}'";
        var are = isOne ? "is" : "are";
        var until = wait.Until is { } instant ? Clock(instant) : string.Empty;
        return wait.Kind switch
        {
            KeyWaitKind.Window => $"the request limit of {keys}; continues at {until}",
            KeyWaitKind.Turn => $"its turn: {keys} {are} busy{(until.Length > 0 ? "; asks again at " : string.Empty)}{until}",
            KeyWaitKind.Cooldown => $"Gemini's rate limit: {keys} {(isOne ? "cools" : "cool")} until {until}",
            KeyWaitKind.Spend => $"the spend limit of {keys}; continues at {until}",
            KeyWaitKind.Day => $"tomorrow's quota: {keys} {are} used up for the day; continues at {Minute(wait.Until)}",
            KeyWaitKind.NoUsableKey => $"a usable key for '{style.Name()}'",
            KeyWaitKind.Unreachable => With($"a connection to Gemini{Since(wait)}; tries again at {until}", reason),
            KeyWaitKind.Overloaded => $"Gemini, which {Trouble(wait.Detail)}{Since(wait)}; tries again at {until}",
            KeyWaitKind.Credit => With(
                $"credit{Since(wait)}; tries again at {until}, or at once when the run is paused and resumed",
                wait.Detail ?? "The prepaid credit is used up. Top it up at https://ai.studio/projects."),
            KeyWaitKind.ModelUnavailable => With($"a project of '{style.Name()}' that may use the model", wait.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(wait), wait.Kind, "Not a kind of wait."),
        };
    }

    /// <summary>While failed beats back off.</summary>
    public static string OfBackOff(DateTimeOffset until, string? reason) =>
        With($"a pause before the next try; continues at {Clock(until)}", reason);

    /// <summary>Why beats fail for which no key will do.</summary>
    public static ModelFailure FailureOf(KeyPoolWait wait, ImageStyle style) => wait.Kind switch
    {
        KeyWaitKind.NoUsableKey when wait.Keys == 0 => new ModelFailure(
            FailureKind.InvalidKey, $"Style '{style.Name()}' has no API key. Add one, then retry the failed beats."),
        KeyWaitKind.NoUsableKey when wait.Keys == 1 => new ModelFailure(
            FailureKind.InvalidKey,
            $"The only API key of '{style.Name()}' is not valid or not entitled to the model. Replace it, then retry the failed beats."),
        KeyWaitKind.ModelUnavailable => new ModelFailure(
            FailureKind.ModelUnavailable,
            $"No key of '{style.Name()}' can be used for the model any more. {wait.Detail} Choose another model (--model), or add a key "
                + "of a "
                + "project that may use it; then retry."),
        KeyWaitKind.NoUsableKey => new ModelFailure(
            FailureKind.InvalidKey,
            $"None of the {wait.Keys} API keys of '{style.Name()}' is valid and entitled to the model. Replace them, then retry the "
                + "failed beats."),
        _ => new ModelFailure(
            FailureKind.RateLimitedPerDay,
            $"Every API key of '{style.Name()}' is used up for the day. Retry the failed beats after {Minute(wait.Until)}."),
    };

    /// <summary>The text as workflows of a revision have it in their histories, which are replayed word for word.</summary>
    public static string AsOf(int revision, string text) =>
        revision >= WorkflowRevisions.Fourth ? text : text.Replace("; continues at ", "; goes on at ", StringComparison.Ordinal);

    private static string Trouble(string? code) => code switch
    {
        "503" or "UNAVAILABLE" => "is overloaded (503)",
        "TIMEOUT" or "CUT" or "504" or "DEADLINE_EXCEEDED" => "does not answer in time",
        null => "is in trouble",
        _ => $"is in trouble ({code})",
    };

    private static string Since(KeyPoolWait wait) =>
        wait.Since is { } since ? since.UtcDateTime.ToString("' since 'HH:mm' UTC'", CultureInfo.InvariantCulture) : string.Empty;

    private static string With(string text, string? reason) => reason is null ? text : $"{text}. {reason}";

    private static string Clock(DateTimeOffset instant) => instant.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string? Minute(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
