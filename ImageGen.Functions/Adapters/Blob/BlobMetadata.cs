namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Reads the metadata of blobs, which are texts.</summary>
internal static class BlobMetadata
{
    /// <summary>A number in metadata; null when there is none.</summary>
    public static int? NumberOf(IDictionary<string, string> metadata, string name) =>
        metadata.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
