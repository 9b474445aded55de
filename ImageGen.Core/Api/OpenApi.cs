namespace ImageGen.Core.Api;

/// <summary>The contract as an OpenAPI 3.1 document, which both hosts serve at <c>/openapi.json</c>.</summary>
public static class OpenApi
{
    private const string Resource = "openapi.json";

    /// <summary>The document in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Document { get; } = Load();

    private static byte[] Load()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
