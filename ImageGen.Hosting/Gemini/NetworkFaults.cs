using ImageGen.Core.Models;

namespace ImageGen.Hosting.Gemini;

/// <summary>
/// What broke on the way to the service, in words for people. The exceptions' own words may hold addresses and are left out.
/// </summary>
internal static class NetworkFaults
{
    /// <param name="fault">What was thrown.</param>
    /// <param name="host">The service's name and port.</param>
    /// <param name="hasLeft">Whether the request was sent: then it may have been billed.</param>
    public static ModelFailure Explain(Exception fault, string host, bool hasLeft)
    {
        var error = fault switch
        {
            HttpRequestException e => e.HttpRequestError,
            HttpIOException e => e.HttpRequestError,
            // The handler's own limit for connecting, not that of the call.
            OperationCanceledException { InnerException: TimeoutException } => HttpRequestError.ConnectionError,
            _ => HttpRequestError.Unknown,
        };
        var (kind, reason, code) = error switch
        {
            HttpRequestError.NameResolutionError => (
                FailureKind.Unreachable, $"The name {host} is not found. Check the network and ImageGen:Gemini:BaseUrl.", "DNS"),
            HttpRequestError.ConnectionError => (
                FailureKind.Unreachable, $"There is no connection to {host}. Check the network and ImageGen:Gemini:BaseUrl.", "CONNECTION"),
            HttpRequestError.SecureConnectionError => (
                FailureKind.Unreachable, $"The encrypted connection to {host} cannot be made (its certificate, or a proxy on the way).",
                "TLS"),
            HttpRequestError.ProxyTunnelError => (
                FailureKind.Unreachable, $"The proxy does not let the connection to {host} through.", "PROXY"),
            _ when hasLeft => (
                FailureKind.Unanswered,
                $"The connection to {host} broke before the whole answer arrived. The attempt may have been billed.", "CUT"),
            _ => (FailureKind.Unreachable, $"The connection to {host} broke before the request was sent. Check the network.", "CONNECTION"),
        };
        return new ModelFailure(kind, reason, Code: code);
    }
}
