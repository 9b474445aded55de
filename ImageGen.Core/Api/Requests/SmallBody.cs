using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads a request's body of a few fields.</summary>
internal static class SmallBody
{
    private const int MaxFaults = 10;
    private const int MaxDepth = 8;
    private const int MaxValues = 100;

    /// <summary>What <paramref name="read"/> makes of the fields, or <paramref name="none"/> and every fault.</summary>
    public static (T Value, ImmutableArray<Fault> Faults) Read<T>(
        ReadOnlyMemory<byte> utf8Json, ImmutableArray<string> names, string remedy, T none, Func<JsonFields, T> read)
    {
        var faults = new FaultList(MaxFaults);
        using var document = JsonSyntax.Parse(utf8Json, MaxDepth, MaxValues, faults, remedy);
        var value = document is not null && JsonFields.Of(document.RootElement, JsonPlace.Root, names, strict: true, faults) is { } fields
            ? read(fields)
            : none;
        return (value, faults.ToImmutable());
    }
}
