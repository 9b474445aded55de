using System.Text.Json.Nodes;

namespace ImageGen.Simulator.Replies;

/// <summary>The answers of <c>GET /v1beta/models</c> and <c>GET /v1beta/models/{id}</c>.</summary>
internal static class ModelReplies
{
    public static SimulatedReply One(SimulatedModel model) => Json(Describe(model));

    public static SimulatedReply List(IEnumerable<SimulatedModel> models) =>
        Json(new JsonObject { ["models"] = new JsonArray([.. models.Select(JsonNode? (m) => Describe(m))]) });

    private static JsonObject Describe(SimulatedModel model) => new()
    {
        ["name"] = $"models/{model.Id}",
        ["version"] = "3.0",
        ["displayName"] = model.Id,
        ["inputTokenLimit"] = 65536,
        ["outputTokenLimit"] = 32768,
        ["supportedGenerationMethods"] = new JsonArray("generateContent", "countTokens", "batchGenerateContent"),
        ["temperature"] = 1,
        ["topP"] = 0.95,
        ["topK"] = 64,
        ["maxTemperature"] = 1,
        ["thinking"] = true,
    };

    private static SimulatedReply Json(JsonObject body) =>
        SimulatedReply.Json(200, JsonSerializer.SerializeToUtf8Bytes(body), Outcomes.Lookup);
}
