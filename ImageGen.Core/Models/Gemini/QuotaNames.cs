using System.Text.RegularExpressions;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// What the words of a 429 that names no quota are about. "Check your plan and billing details" stands in nearly all of them and says
/// nothing.
/// </summary>
internal static partial class QuotaNames
{
    /// <summary>True when the account behind the key has run out of money.</summary>
    public static bool SpeaksOfCredit(string message)
    {
        var words = Telling(message);
        return Credit().IsMatch(words) || (Billing().IsMatch(words) && !SpendCap().IsMatch(words) && !Rate().IsMatch(words));
    }

    /// <summary>True when a limit that its owner has set, or the tier's, keeps the project from spending more.</summary>
    public static bool SpeaksOfSpendCap(string message) => SpendCap().IsMatch(Telling(message));

    /// <summary>Addresses of help pages speak of billing, whatever the matter is.</summary>
    private static string Telling(string message) => Phrase().Replace(Address().Replace(message, " "), " ");

    [GeneratedRegex(@"https?://\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"check\s+your\s+plan\s+and\s+billing\s+details", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Phrase();

    [GeneratedRegex(
        @"\bpre-?pa(?:y|id)|\bcredits?\b|\b(?:account|wallet|remaining|current)\s+balance\b"
        + @"|\binsufficient[\s_](?:balance|funds)|\bout\s+of\s+funds\b|\btop(?:ped)?[\s-]up\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credit();

    [GeneratedRegex(@"\bbilling\b|\bpayments?\b|\bbalance\b|\binvoices?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Billing();

    [GeneratedRegex(@"\bspend(?:ing)?\b[^.]{0,40}\b(?:caps?|limits?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SpendCap();

    [GeneratedRegex(
        @"\brate[\s-]limit|\bper[\s-](?:minute|day|hour)\b|\btoo\s+many\s+requests\b|\bquota\s+exceeded\s+for\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rate();
}
