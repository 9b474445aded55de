using static ImageGen.Tests.Core.Models.Gemini.ErrorBodies;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Accounts without money, and the words of billing that are no such account.</summary>
public sealed class CreditErrorsTests
{
    [Theory]
    [InlineData(402, "Your prepay credit is used up. Go to AI Studio to manage project and billing.")]
    [InlineData(402, "Payment required.")]
    [InlineData(
        429,
        "Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects to manage your project and billing.")]
    [InlineData(429, "You exceeded your current prepayment credit.")]
    [InlineData(429, "Prepaid balance exhausted.")]
    [InlineData(429, "Insufficient balance.")]
    [InlineData(429, "Billing account is not active.")]
    [InlineData(429, "Payment is overdue.")]
    public void Read_NoMoneyLeft_IsAWaitWithItsRemedy(int status, string message)
    {
        var why = Read(status, "RESOURCE_EXHAUSTED", message, Help());

        Assert.Equal((FailureKind.CreditExhausted, "RESOURCE_EXHAUSTED"), (why.Kind, why.Code));
        Assert.Contains("clear-1", why.Reason, StringComparison.Ordinal);
        Assert.Contains($"It says: \"{message}\" Top it up at https://ai.studio/projects", why.Reason, StringComparison.Ordinal);
    }

    /// <summary>The words in which Google speaks of any quota mention billing, and so do the addresses of its help.</summary>
    [Theory]
    [InlineData("You exceeded your current quota, please check your plan and billing details.", false)]
    [InlineData("You exceeded your current quota, please check your plan and billing details. Your prepayment credits are depleted.", true)]
    [InlineData("Resource has been exhausted. See https://ai.google.dev/gemini-api/docs/billing#prepay.", false)]
    [InlineData("Rate limit reached. Set up billing for higher limits.", false)]
    public void Read_QuotasWordsOfBilling_AreNotTakenForAnEmptyAccount(string message, bool isCredit) =>
        Assert.Equal(isCredit ? FailureKind.CreditExhausted : FailureKind.SpendLimited, Read(429, "RESOURCE_EXHAUSTED", message).Kind);

    [Fact]
    public void Read_NamedQuotaBesideWordsOfBilling_IsThatQuota()
    {
        const string Message = Intro + " Check your billing and payment settings or buy credits.";

        Assert.Equal(FailureKind.RateLimitedPerMinute, Read(429, "RESOURCE_EXHAUSTED", Message, Quota((Minute, "10")), Retry("20s")).Kind);
        Assert.Equal(FailureKind.RateLimitedPerDay, Read(429, "RESOURCE_EXHAUSTED", Message, Quota((Day, "250"))).Kind);
    }

    [Fact]
    public void Read_SpendCap_SaysWhereToRaiseIt()
    {
        var why = Read(
            429,
            "RESOURCE_EXHAUSTED",
            "Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend to manage your project "
                + "spend cap. "
                + "Learn more at https://ai.google.dev/gemini-api/docs/billing#project-spend-caps.");

        Assert.Equal(FailureKind.SpendLimited, why.Kind);
        Assert.Contains("Raise it at https://ai.studio/spend", why.Reason, StringComparison.Ordinal);
    }
}
