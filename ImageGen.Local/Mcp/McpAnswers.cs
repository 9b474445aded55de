using ModelContextProtocol.Protocol;

namespace ImageGen.Local.Mcp;

/// <summary>Answers of tools: JSON, or what is wrong in a sentence.</summary>
internal static class McpAnswers
{
    public static CallToolResult Of<T>(T value) => new()
    {
        Content = [new TextContentBlock { Text = JsonSerializer.Serialize(value, ImageGenJson.Answers) }],
        StructuredContent = JsonSerializer.SerializeToElement(value, ImageGenJson.Answers),
    };

    public static CallToolResult Error(string message) => new() { IsError = true, Content = [new TextContentBlock { Text = message }] };

    public static CallToolResult NoSuchRun(string runId) =>
        Error($"There is no run '{(runId.Length > 80 ? runId[..80] : runId)}'. Call status without a run to list the runs.");

    public static CallToolResult? Problem(string runId, ControlResult result) => result switch
    {
        ControlResult.Done => null,
        ControlResult.Refused refused => Error($"{runId}: {refused.Why}"),
        _ => NoSuchRun(runId),
    };

    /// <summary>Does the work; what a person can fix is an answer, every other exception a bug.</summary>
    public static async Task<CallToolResult> TryAsync(Func<Task<CallToolResult>> work)
    {
        try
        {
            return await work();
        }
        catch (UserException e)
        {
            return Error(e.Message);
        }
    }
}
