namespace ImageGen.Simulator.Requests;

/// <summary>A call as it came, before anything was checked.</summary>
internal sealed record IncomingCall(string Method, string Path, string? ApiKey, ReadOnlyMemory<byte> Body)
{
    public const string KeyHeader = "x-goog-api-key";

    private const string Prefix = "/v1beta/models/";
    private const string Suffix = ":generateContent";

    /// <summary>The model that the call asks to draw; null when it asks for something else.</summary>
    public string? GenerateContentModel =>
        Method == "POST"
        && Path.Length > Prefix.Length + Suffix.Length
        && Path.StartsWith(Prefix, StringComparison.Ordinal)
        && Path.EndsWith(Suffix, StringComparison.Ordinal)
        && Path.IndexOf('/', Prefix.Length) < 0
            ? Path[Prefix.Length..^Suffix.Length]
            : null;
}
