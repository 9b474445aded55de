using ImageGen.Core.Generation;

namespace ImageGen.Hosting.Gemini;

/// <summary>What broke on the way to the service, in words for people. The exceptions' own words may hold addresses and are left out.</summary>
internal static class NetworkFaults
{
    public static ModelAnswer.NoPicture Explain(Exception fault, string host)
    {
        var error = fault switch
        {
            HttpRequestException e => e.HttpRequestError,
            HttpIOException e => e.HttpRequestError,
            _ => HttpRequestError.Unknown,
        };
        var (reason, code) = error switch
        {
            HttpRequestError.NameResolutionError => ($"The name {host} is not found. Check the network and ImageGen:Gemini:BaseUrl.", "DNS"),
            HttpRequestError.ConnectionError => ($"There is no connection to {host}. Check the network and ImageGen:Gemini:BaseUrl.", "CONNECTION"),
            HttpRequestError.SecureConnectionError => ($"The encrypted connection to {host} cannot be made (its certificate, or a proxy on the way).", "TLS"),
            HttpRequestError.ProxyTunnelError => ($"The proxy does not let the connection to {host} through.", "PROXY"),
            _ => ($"The connection to {host} broke before the whole answer was there.", "CUT"),
        };
        return new ModelAnswer.NoPicture(new ModelFailure(FailureKind.Transient, reason, Code: code));
    }
}
