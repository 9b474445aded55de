using System.Net.Sockets;
using System.Security.Cryptography;

namespace ImageGen.Local.Http;

/// <summary>Says why the server could not listen, in a sentence for people.</summary>
internal static class ListenFaults
{
    /// <summary>Null: it is none of the addresses' or certificates' faults.</summary>
    public static UserException? Explain(Exception e, string urls) => e switch
    {
        InvalidOperationException when IsOfHttps(e.Message) => new(
            $"{urls} cannot be served: https needs a certificate, and none is set. Name one in Kestrel:Certificates:Default:Path "
                + "and :Password (in the environment Kestrel__Certificates__Default__Path), or listen with http.",
            e),
        CryptographicException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => new(
            $"{urls} cannot be served: the certificate cannot be read ({OneLine(e.Message)}). "
                + "Correct Kestrel:Certificates or the endpoint's Certificate.",
            e),
        SocketException { SocketErrorCode: SocketError.AccessDenied } => new(
            $"{urls} cannot be had: this account may not listen at that port. Choose a port above 1023 with --urls.", e),
        SocketException or IOException => new(
            $"{urls} cannot be had: {OneLine(e.Message)} Stop the program that listens there, or choose another address with --urls.", e),
        InvalidOperationException or ArgumentException or FormatException or NotSupportedException => new(
            $"{urls} cannot be served: {OneLine(e.Message)} Correct --urls, ImageGen:Http:Urls or Kestrel:Endpoints.", e),
        _ => null,
    };

    private static bool IsOfHttps(string text) =>
        text.Contains("HTTPS", StringComparison.OrdinalIgnoreCase) || text.Contains("certificate", StringComparison.OrdinalIgnoreCase);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', '\r').Select(line => line.Trim()).Where(line => line.Length > 0));
}
