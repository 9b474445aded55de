using System.Reflection;

namespace ImageGen.Tests.Deploy;

/// <summary>The repository's own files, as they are in the source tree.</summary>
internal static class Repository
{
    private static readonly string Root = Metadata("RepositoryRoot");

    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    public static string Text(params string[] names) => File.ReadAllText(PathOf(names));

    public static JsonNode Json(params string[] names) => JsonNode.Parse(Text(names))!;

    public static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
