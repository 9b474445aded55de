using System.Text.RegularExpressions;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// Finds what the text of a 429 that names no quota is about. "Check your plan and billing details" is in nearly all of them and means
/// nothing.
/// </summary>
internal static partial class QuotaNames
{
    /// <summary>True when the account behind the key has run out of money.</summary>
    public static bool IsAboutCredit(string message)
    {
        var words = Relevant(message);
        return Credit().IsMatch(words) || (Billing().IsMatch(words) && !SpendCap().IsMatch(words) && !Rate().IsMatch(words));
    }

    /// <summary>True when a limit of its owner or of its tier stops the project from spending more.</summary>
    public static bool IsAboutSpendCap(string message) => SpendCap().IsMatch(Relevant(message));

    /// <summary>The message without the usual phrase and without addresses of help pages, which always name billing.</summary>
    private static string Relevant(string message) => Phrase().Replace(Address().Replace(message, " "), " ");

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
