namespace ImageGen.Functions.Http;

/// <summary>What a function leaves unread of its request's body.</summary>
internal static class UnreadBody
{
    /// <summary>
    /// Reads it to its end and discards it. The Functions host passes a body on as it comes, and answers 500 without a reason when the
    /// worker answers before the end: of a body that is too large, or of the wrong type.
    /// </summary>
    public static async Task SkipAsync(HttpContext http)
    {
        try
        {
            while (!http.Response.HasStarted)
            {
                var read = await http.Request.BodyReader.ReadAsync(http.RequestAborted);
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone, or is too slow: the answer is the same.
        }
    }
}
