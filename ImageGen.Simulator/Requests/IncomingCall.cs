namespace ImageGen.Simulator.Requests;

/// <summary>A call as it came, before anything was checked.</summary>
internal sealed record IncomingCall(string Method, string Path, string? ApiKey, ReadOnlyMemory<byte> Body)
{
    public const string KeyHeader = "x-goog-api-key";

    private const string List = "/v1beta/models";
    private const string Prefix = List + "/";
    private const string Suffix = ":generateContent";

    /// <summary>Whether it asks what models there are, which is free.</summary>
    public bool IsLookup => Method == "GET" && (Path.TrimEnd('/') == List || LookupModel is not null);

    /// <summary>The model that it asks about; null when it asks for the list, or for something else.</summary>
    public string? LookupModel =>
        Method == "GET"
        && Path.Length > Prefix.Length
        && Path.StartsWith(Prefix, StringComparison.Ordinal)
        && Path.AsSpan(Prefix.Length).IndexOfAny('/', ':') < 0
            ? Path[Prefix.Length..]
            : null;

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
