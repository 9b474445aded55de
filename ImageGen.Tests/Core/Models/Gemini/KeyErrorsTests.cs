using static ImageGen.Tests.Core.Models.Gemini.ErrorBodies;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Refusals that a key or its project is the reason of.</summary>
public sealed class KeyErrorsTests
{
    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", "API_KEY_INVALID", "Key clear-1 is not valid.")]
    [InlineData(400, "INVALID_ARGUMENT", "API Key not found. Please pass a valid API key.", "API_KEY_INVALID", "Key clear-1 is not valid.")]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", null, "Key clear-1 is not valid.")]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid.", null, "Key clear-1 is not valid.")]
    [InlineData(400, "INVALID_ARGUMENT", "Please pass a valid API key.", null, "Key clear-1 is not valid.")]
    [InlineData(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key.", "API_KEY_INVALID", "Key clear-1 has expired.")]
    [InlineData(
        403,
        "PERMISSION_DENIED",
        "Your API key was reported as leaked. Please use another API key.",
        null,
        "Key clear-1 was reported as leaked")]
    [InlineData(
        403, "PERMISSION_DENIED", "Generative Language API has not been used in project 1 before.", "SERVICE_DISABLED", "turned off")]
    [InlineData(403, "PERMISSION_DENIED", "Requests from referer <empty> are blocked.", "API_KEY_HTTP_REFERRER_BLOCKED", "is restricted")]
    [InlineData(403, "PERMISSION_DENIED", "Permission denied on resource project.", "CONSUMER_SUSPENDED", "is suspended")]
    [InlineData(
        403,
        "PERMISSION_DENIED",
        "Method doesn't allow unregistered callers.",
        null,
        "The service refuses key clear-1 (PERMISSION_DENIED).")]
    [InlineData(
        403,
        "PERMISSION_DENIED",
        "Your project has been denied access. Please contact support.",
        null,
        "Google denies the project of key clear-1 access.")]
    [InlineData(400, "INVALID_ARGUMENT", "Your project has been denied access.", null, "Google denies the project of key clear-1 access.")]
    [InlineData(400, "INVALID_ARGUMENT", "This key was reported as leaked.", null, "Key clear-1 was reported as leaked")]
    [InlineData(403, "PERMISSION_DENIED", "Lightning dunning decision is deny for project: projects/1", null, "unpaid invoices")]
    [InlineData(403, "PERMISSION_DENIED", "Requests to this API service are blocked.", "API_KEY_SERVICE_BLOCKED", "is restricted")]
    [InlineData(
        401,
        "UNAUTHENTICATED",
        "Request had invalid authentication credentials.",
        null,
        "The service refuses key clear-1 (UNAUTHENTICATED).")]
    public void Read_BadKey_IsTheKeysFault(int status, string word, string message, string? reason, string expected)
    {
        var why = reason is null ? Read(status, word, message) : Read(status, word, message, Info(reason));

        Assert.Equal((FailureKind.InvalidKey, word), (why.Kind, why.Code));
        Assert.Contains(expected, why.Reason, StringComparison.Ordinal);
        Assert.Contains($"It says: \"{message}\"", why.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INVALID_ARGUMENT", "There is no field billing.", null)]
    [InlineData("FAILED_PRECONDITION", "The image is not ready.", null)]
    [InlineData("INVALID_ARGUMENT", "The request is blocked.", "CONTENT_BLOCKED")]
    [InlineData("INVALID_ARGUMENT", "The request is odd.", "API_KEY_IN_THE_BODY")]
    public void Read_RefusalThatOnlyResemblesOneOfTheKey_LeavesTheKeyInUse(string word, string message, string? reason) =>
        Assert.Equal(FailureKind.InvalidRequest, (reason is null ? Read(400, word, message) : Read(400, word, message, Info(reason))).Kind);

    [Fact]
    public void Read_ProjectWithoutBilling_IsNotEntitled() =>
        Assert.Equal(
            FailureKind.NotEntitled, Read(400, "FAILED_PRECONDITION", "Please enable billing on project in Google AI Studio.").Kind);

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public void Read_UnsupportedLocation_IsThatProjects(int status)
    {
        var why = Read(status, "FAILED_PRECONDITION", "User location is not supported for the API use.");

        Assert.Equal(FailureKind.LocationRefused, why.Kind);
        Assert.Contains("country", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelThatTheProjectMayNotUse_NamesKeyModelWordsAndSetting()
    {
        var why = Read(404, "NOT_FOUND", "This model models/gemini-3.1-flash-image is no longer available to new users.");

        Assert.Equal((FailureKind.ModelUnavailable, "NOT_FOUND"), (why.Kind, why.Code));
        Assert.StartsWith(
            "The project of key clear-1 may not use model gemini-3.1-flash-image (404). "
                + "It says: \"This model models/gemini-3.1-flash-image is no longer available to new users.\"",
            why.Reason,
            StringComparison.Ordinal);
        Assert.Contains("ImageGen:Gemini:Model", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PromptThatSpeaksOfApiKeys_IsNotTakenForABadKey() =>
        Assert.Equal(
            FailureKind.InvalidRequest,
            Read(400, "INVALID_ARGUMENT", "Unsupported prompt: a leaked API key under a tree, its lease expired.").Kind);
}
