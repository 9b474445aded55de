namespace ImageGen.Tests.Core.Models.Gemini;

/// <summary>The call that the replies of these tests belong to.</summary>
internal static class SentCall
{
    public static readonly ApiKey Key = new("clear-1", "test-key-secret-1");
    public static readonly ImageRequest Request = new(
        "gemini-3.1-flash-image", "A grumpy walrus plays the violin on an iceberg.", [], null, null);
}
