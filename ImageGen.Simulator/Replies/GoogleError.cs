using System.Text.Encodings.Web;
using System.Text.Json.Nodes;

namespace ImageGen.Simulator.Replies;

/// <summary>An error in Google's JSON shape.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Status">The canonical name, such as <c>INVALID_ARGUMENT</c>.</param>
/// <param name="Message">The sentence.</param>
/// <param name="Outcome">What the call log and the statistics call it.</param>
/// <param name="Details">Typed details; left out when there are none.</param>
internal sealed record GoogleError(int Code, string Status, string Message, string Outcome, params JsonObject[] Details)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public SimulatedReply ToReply()
    {
        var error = new JsonObject { ["code"] = Code, ["message"] = Message, ["status"] = Status };
        if (Details.Length > 0) error["details"] = new JsonArray([.. Details.Select(d => d.DeepClone())]);
        return SimulatedReply.Json(Code, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["error"] = error }, Indented), Outcome);
    }
}
