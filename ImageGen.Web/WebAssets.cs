using System.Collections.Frozen;
using System.Security.Cryptography;

namespace ImageGen.Web;

/// <summary>The page's files, out of this assembly: both hosts serve the same ones with the same headers. Thread-safe.</summary>
public static class WebAssets
{
    /// <summary>The path of the page itself, which is what <c>/</c> answers.</summary>
    public const string Index = "/index.html";

    /// <summary>
    /// The <c>Content-Security-Policy</c> header of every answer below: the page loads nothing from elsewhere, has no inline script or
    /// style, and cannot be framed. <c>blob:</c> is for images that were fetched with a key.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string ResourcePrefix = "wwwroot/";

    private static readonly FrozenDictionary<string, WebAsset> Assets = Load();

    /// <summary>
    /// The headers of every answer besides <c>Content-Type</c> and <c>ETag</c>. <c>no-cache</c> means that a browser asks each time and is
    /// answered 304: after an update no page is made of old and new files.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>
    {
        ["Cache-Control"] = "no-cache",
        ["Content-Security-Policy"] = ContentSecurityPolicy,
        ["Cross-Origin-Opener-Policy"] = "same-origin",
        ["Referrer-Policy"] = "no-referrer",
        ["X-Content-Type-Options"] = "nosniff",
    };

    /// <summary>The paths of all files, each beginning with <c>/</c>.</summary>
    public static IReadOnlyCollection<string> Paths => Assets.Keys;

    /// <summary>
    /// The file under <paramref name="path"/>, as in a URL without its query (<c>/</c> is the page); null when there is none.
    /// </summary>
    public static WebAsset? Find(string path) => Assets.GetValueOrDefault(path is "" or "/" ? Index : path);

    private static FrozenDictionary<string, WebAsset> Load()
    {
        var assembly = typeof(WebAssets).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .ToFrozenDictionary(
                // RecursiveDir has the separators of the machine that built the assembly.
                name => $"/{name[ResourcePrefix.Length..].Replace('\\', '/')}",
                name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    return new WebAsset(ContentTypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"", bytes);
                },
                StringComparer.Ordinal);
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        var other =>
            throw new InvalidOperationException($"The page holds a file of the type '{other}', which has no content type yet: {name}."),
    };
}
