using System.Security.Cryptography;
using ImageGen.Core.Runs;

namespace ImageGen.Hosting.Http;

/// <summary>The header <c>Idempotency-Key</c> of a start.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int Longest = 255;

    /// <summary>
    /// The key without the quotation marks that a structured header has; null when there is none. At most one of the two is set.
    /// </summary>
    public static (string? Key, Problem? Problem) Read(HttpRequest request)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return (null, null);
        }

        var text = values.Count == 1 ? (values[0] ?? string.Empty).Trim() : string.Empty;
        var key = text.Length >= 2 && text[0] is '"' && text[^1] is '"' ? text[1..^1] : text;
        return key.Length is > 0 and <= Longest && key.All(c => c is > ' ' and <= '~' and not '"' and not '\\' and not ',')
            ? (key, null)
            : (null, Problems.Faulty(
                Header,
                "This is no key for a start.",
                "Send one key of 1 to 255 visible ASCII characters without commas, quotation marks or backslashes, such as a new UUID for "
                    + "each start."));
    }

    /// <summary>The key with what it is sent with, as hashes.</summary>
    public static StartKey With(string key, ReadOnlySpan<byte> body) => new(Hash(Encoding.ASCII.GetBytes(key)), Hash(body));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
