using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads which candidate of a beat a person chooses: <c>{"candidate": 2}</c>.</summary>
public static class ChoiceReader
{
    private const int Most = 1_000;
    private const string Remedy = "Write the candidate's number, such as {\"candidate\": 2}.";

    internal static readonly ImmutableArray<string> Names = ["candidate"];

    /// <summary>The number, or every fault.</summary>
    public static (int Number, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json) =>
        SmallBody.Read(utf8Json, Names, Remedy, 0, fields => fields.Read<int?>("candidate", Remedy, NumberOf, required: true) ?? 0);

    private static int? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number is >= 1 and <= Most ? number : null;
}
