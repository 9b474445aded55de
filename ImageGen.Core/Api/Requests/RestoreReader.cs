using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads which older image of a beat a person wants back: <c>{"version": "..."}</c>.</summary>
public static class RestoreReader
{
    private const int MaxFaults = 10;
    private const int MaxDepth = 8;
    private const int MaxValues = 100;
    private const int MaxLength = 200;
    private const string Remedy = "Write the id of one of the beat's versions, such as {\"version\": \"...\"}; GET the beat lists them.";

    internal static readonly ImmutableArray<string> Names = ["version"];

    /// <summary>The version's id, or every fault.</summary>
    public static (string Version, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
    {
        var faults = new FaultList(MaxFaults);
        using var document = JsonSyntax.Parse(utf8Json, MaxDepth, MaxValues, faults, Remedy);
        var version = string.Empty;
        if (document is not null
            && JsonFields.Of(document.RootElement, JsonPlace.Root, Names, strict: true, faults) is { } fields
            && fields.Required("version", Remedy) is { } value
            && !(JsonText.TryGet(value, out version) && version.Length is > 0 and <= MaxLength && version.All(JsonText.IsPrintable)))
        {
            fields.WrongType("version", value, Remedy);
        }

        return (version, faults.ToImmutable());
    }
}
