using Microsoft.AspNetCore.Connections;

namespace ImageGen.Hosting.Http;

/// <summary>Tells a client that left from a request that went wrong.</summary>
internal static class ClientGone
{
    /// <summary>True when no one is left to read an answer.</summary>
    public static bool Is(Exception e, HttpContext context) =>
        e is ConnectionAbortedException or ConnectionResetException
        || (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested);
}
