namespace ImageGen.Tests.Cases;

/// <summary>Answers of the service, as the cases need them.</summary>
internal static class Answers
{
    /// <summary>One image of the usual kind.</summary>
    public static CaseAnswer Image(CaseCall call) => Parts(Inline(call.Total, side: 4));

    public static CaseAnswer Parts(params JsonObject[] parts) => Candidate(new JsonObject
    {
        ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray([.. parts]) },
        ["finishReason"] = "STOP",
        ["index"] = 0,
    });

    public static CaseAnswer Candidate(JsonObject candidate) => new(200, new JsonObject
    {
        ["candidates"] = new JsonArray(candidate),
        ["usageMetadata"] = new JsonObject
        {
            ["promptTokenCount"] = 12,
            ["candidatesTokenCount"] = 1120,
            ["thoughtsTokenCount"] = 268,
            ["totalTokenCount"] = 1400,
            ["candidatesTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "IMAGE", ["tokenCount"] = 1120 }),
        },
    }.ToJsonString());

    /// <summary>An image of <paramref name="side"/> pixels each way.</summary>
    public static JsonObject Inline(int number, int side, bool isThought = false, string type = "image/png")
    {
        var data = Convert.ToBase64String(TestImage.Png(number, side));
        var part = new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = type, ["data"] = data } };
        if (isThought) part["thought"] = true;
        return part;
    }

    public static JsonObject Text(string text, bool isThought = false)
    {
        var part = new JsonObject { ["text"] = text };
        if (isThought) part["thought"] = true;
        return part;
    }

    public static CaseAnswer Error(int status, string canonical, string message) => new(status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = status, ["status"] = canonical, ["message"] = message },
    }.ToJsonString());

    /// <summary>503 after a second, as overloads answer.</summary>
    public static CaseAnswer Overloaded() => Error(
        503, "UNAVAILABLE", "This model is in high demand now. Such spikes usually pass. Try again later.").In(1);
}
