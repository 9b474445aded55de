using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads which candidate of a beat a person chooses: <c>{"candidate": 2}</c>.</summary>
public static class ChoiceReader
{
    private const int MaxFaults = 10;
    private const int MaxDepth = 8;
    private const int MaxValues = 100;
    private const int Most = 1_000;
    private const string Remedy = "Write the candidate's number, such as {\"candidate\": 2}.";

    internal static readonly ImmutableArray<string> Names = ["candidate"];

    /// <summary>The number, or every fault.</summary>
    public static (int Number, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
    {
        var faults = new FaultList(MaxFaults);
        using var document = JsonSyntax.Parse(utf8Json, MaxDepth, MaxValues, faults, Remedy);
        var number = 0;
        if (document is not null
            && JsonFields.Of(document.RootElement, JsonPlace.Root, Names, strict: true, faults) is { } fields
            && fields.Required("candidate", Remedy) is { } value
            && !(value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number is >= 1 and <= Most))
        {
            fields.WrongType("candidate", value, Remedy);
        }

        return (number, faults.ToImmutable());
    }
}
