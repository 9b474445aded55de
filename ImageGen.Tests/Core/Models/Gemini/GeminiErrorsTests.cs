using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Storyboards;

namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>Every error is read twice: as the REST body, and as the message into which Google.GenAI turns that body.</summary>
public sealed class GeminiErrorsTests
{
    private const string Intro = "You exceeded your current quota, please check your plan and billing details.";
    private const string Minute = "GenerateRequestsPerMinutePerProjectPerModel";
    private const string Day = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
    private static readonly ApiKey Key = new("clear-1", "test-key-secret-1");
    private static readonly ImageRequest Request = new(
        "gemini-3.1-flash-image", "A grumpy walrus plays the violin on an iceberg.", [], null, null);

    [Fact]
    public void Read_LimitPerMinute_WaitsAsLongAsTheServiceSays()
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", Intro + " Please retry in 43.7s.", Quota((Minute, "10")), Retry("47s"));

        Assert.Equal(
            (FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(47), "RESOURCE_EXHAUSTED"), (why.Kind, why.RetryAfter, why.Code));
        Assert.Contains($"(10, {Minute})", why.Reason, StringComparison.Ordinal);
    }

    /// <summary>Words of the service that are names only are shown; where they are the key or the prompt they are not.</summary>
    [Theory]
    [InlineData("TEST-KEY-SECRET-1")]
    [InlineData("x/grumpy-walrus/test-key-secret-1")]
    public void Read_KeyInPlaceOfAQuotasName_IsNotRepeated(string quota)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"violations": [{"quotaId": "PerMinute"}, {"quotaId": "{{{quota}}}"}]}, {"violations": [{"quotaId": "{{{quota}}}PerDay"}]}]}}""");
        var key = new ApiKey("clear-1", "test-key-secret-1");

        var answer = GeminiAnswers.Read(429, body, new ImageRequest("m", "A walrus.", [], null, null), key);

        Assert.DoesNotContain("secret", Assert.IsType<ModelAnswer.NoImage>(answer).Why.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Please retry in 43.7s.", 43_700)]
    [InlineData("Please retry in 58.821668433s.", 58_822)]
    [InlineData("Please retry in 861.94ms.", 862)]
    [InlineData("Please retry in 1h2m3.5s.", 3_723_500)]
    [InlineData("Please retry in 2m.", 120_000)]
    [InlineData("Please retry in 99999999s.", 86_400_000)]
    public void Read_DelayInTheMessageOnly_IsTaken(string message, int milliseconds)
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10")));

        Assert.Equal(FailureKind.RateLimitedPerMinute, why.Kind);
        Assert.Equal(milliseconds, why.RetryAfter!.Value.TotalMilliseconds, 1.0);
    }

    [Theory]
    [InlineData("Please retry in a while.")]
    [InlineData("Please retry in -5s.")]
    [InlineData("Please retry in .")]
    public void Read_NoDelayThatCanBeRead_LeavesItToTheDefault(string message) =>
        Assert.Null(Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10")), Retry("soon")).RetryAfter);

    [Fact]
    public void Read_LimitPerDay_DoesNotTrustTheDelay()
    {
        var why = Read(429, "RESOURCE_EXHAUSTED", Intro + " Please retry in 43.7s.", Quota((Day, "250")), Retry("47s"));

        Assert.Equal((FailureKind.RateLimitedPerDay, (TimeSpan?)null), (why.Kind, why.RetryAfter));
        Assert.Contains("midnight Pacific", why.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralLimits_TheLongestWins()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerDay, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Minute, "10"), (Day, "250")), Retry("47s")).Kind);
        Assert.Equal(FailureKind.NotEntitled, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Day, "250"), (Minute, "0"))).Kind);
        Assert.Equal(
            TimeSpan.FromSeconds(90),
            Read(429, "RESOURCE_EXHAUSTED", Intro, Quota((Minute, "10")), Retry("47s"), Retry("90s"), Retry("3s")).RetryAfter);
    }

    [Theory]
    [InlineData("* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: "
        + "gemini-3-pro-image")]
    [InlineData("* Quota exceeded, limit: 0")]
    [InlineData("* Quota exceeded for metric: a/b, limit: 20, model: x\n* Quota exceeded for metric: a/c, limit: 0\nPlease retry in 5s.")]
    public void Read_LimitZero_IsNotEntitled(string message) =>
        Assert.Equal(
            FailureKind.NotEntitled,
            Read(429, "RESOURCE_EXHAUSTED", Intro + "\n" + message, Quota((Day, null), (Minute, null)), Retry("5s")).Kind);

    [Theory]
    [InlineData("limit: 05")]
    [InlineData("limit: 0.5")]
    [InlineData("limit: 10")]
    public void Read_LimitThatOnlyBeginsWithZero_IsStillPerMinute(string message) =>
        Assert.Equal(FailureKind.RateLimitedPerMinute, Read(429, "RESOURCE_EXHAUSTED", message, Quota((Minute, "10"))).Kind);

    [Fact]
    public void Read_LimitNamedByTheMessageOnly_IsTaken()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerDay,
            Read(
                429,
                "RESOURCE_EXHAUSTED",
                "Quota exceeded for metric: x/generate_requests_per_model_per_day, limit: 250\nPlease retry in 5s.").Kind);
        var other = Read(
            429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: x/generate_content_free_tier_requests, limit: 20\nPlease retry in 5s.");
        Assert.Equal((FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(5)), (other.Kind, other.RetryAfter));
    }

    [Theory]
    [InlineData("""{"quotaMetric": "x/generate_requests_per_model_per_day"}""", FailureKind.RateLimitedPerDay)]
    [InlineData("""{"subject": "RequestsPerDay"}""", FailureKind.RateLimitedPerDay)]
    [InlineData("""{"quotaId": "RequestsPerMinute", "quotaMetric": "x/requests_per_day"}""", FailureKind.RateLimitedPerMinute)]
    [InlineData("""{"quotaMetric": "x/requests_per_minute", "subject": "RequestsPerDay"}""", FailureKind.RateLimitedPerMinute)]
    public void Read_LimitWithoutAnId_IsKnownByWhateverNamesItBest(string violation, FailureKind kind) =>
        Assert.Equal(
            kind,
            Read(429, "RESOURCE_EXHAUSTED", Intro, new JsonObject { ["violations"] = new JsonArray(JsonNode.Parse(violation)) }).Kind);

    [Fact]
    public void Read_UnknownLimit_IsWaitedForIfTheServiceSaysHowLong()
    {
        Assert.Equal(
            FailureKind.RateLimitedPerMinute,
            Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("RequestsPerFortnight", "10")), Retry("47s")).Kind);
        Assert.Equal(FailureKind.SpendLimited, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("RequestsPerFortnight", "10"))).Kind);
        Assert.Equal(FailureKind.SpendLimited, Read(429, "RESOURCE_EXHAUSTED", Intro, Quota(("SpendPerProject", "10")), Retry("47s")).Kind);
    }

    [Fact]
    public void Read_BareOrSpend429_BacksOff()
    {
        Assert.Equal(
            (FailureKind.SpendLimited, (TimeSpan?)null),
            KindAndDelay(Read(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")));
        Assert.Equal(
            (FailureKind.SpendLimited, TimeSpan.FromSeconds(30)), KindAndDelay(Read(429, "RESOURCE_EXHAUSTED", Intro, Retry("30s"))));
    }

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
    public void Read_RequestTooLarge_SaysSo() => Assert.Equal(
        "The request is too large for the service. Use smaller reference images or a shorter prompt.", Read(
            413, "INVALID_ARGUMENT", "Too large.").Reason);

    [Fact]
    public void Read_RefusalWithoutWords_IsToldWithout() =>
        Assert.Equal("The service refuses the request.", Read(400, "INVALID_ARGUMENT", "").Reason);

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

    /// <summary>A limit of 0 is left out of <c>quotaValue</c>; the ErrorInfo beside it says it.</summary>
    [Theory]
    [InlineData("0", FailureKind.NotEntitled)]
    [InlineData("60", FailureKind.RateLimitedPerMinute)]
    public void Read_LimitOfAnErrorInfo_IsTaken(string value, FailureKind kind)
    {
        var info = Info("RATE_LIMIT_EXCEEDED");
        info["metadata"] = new JsonObject
        {
            ["quota_limit"] = "GenerateContentRequestsPerMinutePerProjectPerRegion",
            ["quota_limit_value"] = value,
        };

        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", info).Kind);
        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", Quota((Minute, null)), info, Retry("7s")).Kind);
    }

    [Theory]
    [InlineData("1/min/{project}", FailureKind.RateLimitedPerMinute)]
    [InlineData("1/d/{project}", FailureKind.RateLimitedPerDay)]
    public void Read_LimitKnownByItsUnit_IsOfThatPeriod(string unit, FailureKind kind)
    {
        var info = Info("RATE_LIMIT_EXCEEDED");
        info["metadata"] = new JsonObject { ["quota_limit"] = "Requests", ["quota_limit_value"] = "5", ["quota_unit"] = unit };

        Assert.Equal(kind, Read(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", info).Kind);
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

    [Theory]
    [InlineData(408, "DEADLINE_EXCEEDED")]
    [InlineData(409, "ABORTED")]
    [InlineData(499, "CANCELLED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(502, "UNAVAILABLE")]
    [InlineData(503, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    [InlineData(529, "OVERLOADED")]
    public void Read_FaultOfTheService_IsTransient(int status, string word) =>
        Assert.Equal((FailureKind.Transient, TimeSpan.FromSeconds(3)), KindAndDelay(Read(status, word, "Try later.", Retry("3s"))));

    [Fact]
    public void Read_RefusedRequest_SaysWhichFieldAndWhy()
    {
        var why = Read(400, "INVALID_ARGUMENT", "Invalid value at 'image_size'.", new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
            ["fieldViolations"] = new JsonArray(
                new JsonObject { ["field"] = "generation_config.image_config.image_size", ["description"] = "x" },
                new JsonObject { ["field"] = "<b>" },
                new JsonObject { ["field"] = 7 }),
        });

        Assert.Equal(FailureKind.InvalidRequest, why.Kind);
        Assert.Equal(
            "The service refuses the request because of generation_config.image_config.image_size. It says: \"Invalid value at "
                + "'image_size'.\"", why.Reason);
    }

    [Theory]
    [InlineData("Cannot generate 'A grumpy walrus plays the violin on an iceberg.'")]
    [InlineData("Grumpy, walrus - plays\nthe violin")]
    [InlineData("Walruses are not allowed.")]
    [InlineData("Bad words near GRUMPY\n WALRUS plays.")]
    [InlineData("Header x-goog-api-key was test-key-secret-1.")]
    [InlineData("Key ending in secret-1 was refused by policy.")]
    [InlineData("Key ending in cret-1")]
    public void Read_WordsThatRepeatTheRequest_AreWithheld(string message)
    {
        var why = Read(400, "INVALID_ARGUMENT", message);

        Assert.Equal(
            (
                FailureKind.InvalidRequest,
                "The service refuses the request. Its words are withheld because they repeat the request."), (why.Kind, why.Reason));
    }

    [Fact]
    public void Read_WordsThatRepeatAShortPromptOrALabel_AreWithheld()
    {
        var reference = new ReferenceImage("Previous frame of this shot:", new byte[] { 1 }, ImageFormat.Png);
        var request = Request with { Prompt = "cat", References = [reference] };

        Assert.Contains("withheld", Rest(400, "INVALID_ARGUMENT", "No Cat please.", request).Reason, StringComparison.Ordinal);
        Assert.Contains(
            "It says: \"This indicates nothing.\"",
            Rest(400, "INVALID_ARGUMENT", "This indicates nothing.", request).Reason,
            StringComparison.Ordinal);
        Assert.Contains(
            "withheld", Rest(400, "INVALID_ARGUMENT", "What is a previous frame of this?", request).Reason, StringComparison.Ordinal);
        Assert.Contains("It says: \"No dogs.\"", Rest(400, "INVALID_ARGUMENT", "No dogs.", request).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongOrHostileWords_AreCutAndMadePrintable()
    {
        var reason = Read(400, "INVALID_ARGUMENT", "Bad\u001b[31m\n" + string.Concat(Enumerable.Repeat("word ", 1000))).Reason;

        Assert.InRange(reason.Length, 300, 400);
        Assert.DoesNotContain(reason, char.IsControl);
    }

    [Theory]
    [InlineData("Your prompt has a walrus in it. Use another animal.", "… Use another animal.")]
    [InlineData("Use another animal. The walrus is protected.", "Use another animal. …")]
    [InlineData(
        "Unsupported prompt: A grumpy walrus plays. Change it! It repeats violin; twice.", "Unsupported prompt: … Change it! … twice.")]
    [InlineData("The \"public\" person in the image is not allowed.", "The 'public' person in the image is not allowed.")]
    [InlineData("It is on the ice.", "It is on the ice.")]
    public void Read_WordsThatRepeatTheRequestInPart_AreShownWithoutThose(string message, string shown) =>
        Assert.Equal($"The service refuses the request. It says: \"{shown}\"", Read(400, "INVALID_ARGUMENT", message).Reason);

    [Fact]
    public void Read_WordsOfAnotherScript_AreWithheldToo()
    {
        var request = Request with { Prompt = "夕暮れの海辺で踊る二人の少女" };

        Assert.Contains("withheld", Rest(400, "INVALID_ARGUMENT", "「海辺で踊る」は使えません", request).Reason, StringComparison.Ordinal);
        Assert.Contains("It says: \"使えません\"", Rest(400, "INVALID_ARGUMENT", "使えません", request).Reason, StringComparison.Ordinal);
    }

    /// <summary>Bytes of an image are no words.</summary>
    [Fact]
    public void Read_WordsWithDataInThem_AreShownWithoutIt() =>
        Assert.EndsWith(
            "It says: \"Broken. … Retry.\"", Read(
                400, "INVALID_ARGUMENT", $"Broken. {new string('A', 500)}. Retry.").Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(500, "INTERNAL")]
    [InlineData(503, "UNAVAILABLE")]
    public void Read_TroubleOfTheService_IsToldInItsWords(int status, string word) =>
        Assert.EndsWith(
            "It says: \"Something went wrong here.\"", Read(status, word, "Something went wrong here.").Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_PromptThatSpeaksOfApiKeys_IsNotTakenForABadKey() =>
        Assert.Equal(
            FailureKind.InvalidRequest,
            Read(400, "INVALID_ARGUMENT", "Unsupported prompt: a leaked API key under a tree, its lease expired.").Kind);

    [Theory]
    [InlineData("""{"error": {"code": "x", "message": 5, "status": [], "details": {}}}""")]
    [InlineData("""{"error": {"details": [1, null, "x", {"violations": 5}, {"violations": [7, {}]}, {"retryDelay": 47}, {"fieldViolations": {}}]}}""")]
    [InlineData("""{"error": {"message": "\ud800", "status": "lower case"}}""")]
    public void Read_ErrorOfUnexpectedTypes_IsJudgedByItsStatus(string body)
    {
        Assert.Equal(FailureKind.SpendLimited, Failure(GeminiAnswers.Read(429, Encoding.UTF8.GetBytes(body), Request, Key)).Kind);
        Assert.Equal(
            (FailureKind.Transient, "503"),
            (Failure(GeminiAnswers.Read(503, Encoding.UTF8.GetBytes(body), Request, Key)) is var why ? why.Kind : default, why.Code));
    }

    [Fact]
    public void Read_RetryAfterHeader_CountsLikeADelayInTheBody()
    {
        var body = """{"error": {"code": 503, "status": "UNAVAILABLE", "message": "Overloaded."}}"""u8.ToArray();

        Assert.Equal(TimeSpan.FromSeconds(9), Failure(GeminiAnswers.Read(503, body, Request, Key, TimeSpan.FromSeconds(9))).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), Failure(GeminiAnswers.Read(503, default, Request, Key, TimeSpan.FromSeconds(9))).RetryAfter);
        Assert.Equal(TimeSpan.FromDays(1), Failure(GeminiAnswers.Read(503, body, Request, Key, TimeSpan.FromDays(400))).RetryAfter);
    }

    private static (FailureKind, TimeSpan?) KindAndDelay(ModelFailure why) => (why.Kind, why.RetryAfter);

    private static ModelFailure Read(int status, string word, string message, params JsonObject[] details) =>
        Rest(status, word, message, Request, details);

    private static ModelFailure Rest(int status, string word, string message, ImageRequest request, params JsonObject[] details)
    {
        var error = new JsonObject { ["code"] = status, ["message"] = message, ["status"] = word };
        if (details.Length > 0)
        {
            error["details"] = new JsonArray([.. details.Select(d => d.DeepClone())]);
        }

        return Failure(GeminiAnswers.Read(status, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["error"] = error }), request, Key));
    }

    private static ModelFailure Failure(ModelAnswer answer) => Assert.IsType<ModelAnswer.NoImage>(answer).Why;

    private static JsonObject Quota(params (string Id, string? Value)[] violations) => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.QuotaFailure",
        ["violations"] = new JsonArray([.. violations.Select(v => new JsonObject { ["quotaId"] = v.Id, ["quotaValue"] = v.Value })]),
    };

    private static JsonObject Help() => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.Help",
        ["links"] = new JsonArray(new JsonObject { ["url"] = "https://ai.google.dev/gemini-api/docs/billing" }),
    };

    private static JsonObject Retry(string delay) =>
        new() { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = delay };

    private static JsonObject Info(string reason) =>
        new() { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = reason, ["domain"] = "googleapis.com" };
}
