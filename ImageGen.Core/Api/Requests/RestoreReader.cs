using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads which older image of a beat a person wants back: <c>{"version": "..."}</c>.</summary>
public static class RestoreReader
{
    private const int MaxLength = 200;
    private const string Remedy = "Write the id of one of the beat's versions, such as {\"version\": \"...\"}; GET the beat lists them.";

    internal static readonly ImmutableArray<string> Names = ["version"];

    /// <summary>The version's id, or every fault.</summary>
    public static (string Version, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json) => SmallBody.Read(
        utf8Json, Names, Remedy, string.Empty, fields => fields.Text("version", Remedy, Version, required: true) ?? string.Empty);

    private static string? Version(string text) => text.Length is > 0 and <= MaxLength && text.All(JsonText.IsPrintable) ? text : null;
}
