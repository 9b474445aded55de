namespace ImageGen.Hosting.OpenApi;

/// <summary>Parts that several tables of operations have.</summary>
internal static class OperationParts
{
    /// <summary>The schema of a flag that is true unless stated.</summary>
    public const string Flag = """{"type":"boolean","default":true}""";

    public static readonly Parameter RunId = new("path", "id", "The run's id");

    public static readonly ImmutableArray<string> ImageTypes = ["image/png", "image/jpeg", "image/webp"];
}
