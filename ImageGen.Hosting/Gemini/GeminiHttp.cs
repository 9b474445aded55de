namespace ImageGen.Hosting.Gemini;

/// <summary>How both hosts talk to the service: nothing is followed, kept or tried again.</summary>
internal static class GeminiHttp
{
    public static HttpMessageInvoker Create() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        // Not Brotli: its decoder throws what no one expects (InvalidOperationException) when it meets something else.
        AutomaticDecompression = System.Net.DecompressionMethods.GZip | System.Net.DecompressionMethods.Deflate,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),

        // An answer that is not wanted any more is not read to its end for the sake of its connection.
        ResponseDrainTimeout = TimeSpan.Zero,
        UseCookies = false,
    });
}
