using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads what is asked of a run: a name out of the address and a JSON body, which may be empty.</summary>
public static class ControlReader
{
    private const int MaxReasonLength = 500;
    private const int MaxFaults = 100;
    private const int MaxDepth = 8;
    private const int MaxValues = 200_000;
    private const decimal MaxCost = 1_000_000;

    /// <summary>Every name that <see cref="Read"/> knows.</summary>
    public static ImmutableArray<string> Names { get; } = ["pause", "resume", "cancel", "retry", "regenerate", "first", "skip"];

    /// <summary>Reads a command; null when there is none of that name (case does not matter).</summary>
    public static ControlReadResult? Read(string name, ReadOnlyMemory<byte> utf8Json)
    {
        name = name.ToLowerInvariant();
        if (FieldsOf(name) is not { } known)
        {
            return null;
        }

        var faults = new FaultList(MaxFaults);
        using var document = IsEmpty(utf8Json.Span)
            ? JsonDocument.Parse("{}")
            : JsonSyntax.Parse(utf8Json, MaxDepth, MaxValues, faults, "Send one JSON object, or nothing at all.");
        var fields = document is null ? null : JsonFields.Of(document.RootElement, JsonPlace.Root, known, strict: true, faults);
        return fields is not null && Command(name, fields) is var command && faults.Count == 0
            ? new ControlReadResult.Accepted(command)
            : new ControlReadResult.Refused(faults.ToImmutable());
    }

    internal static ImmutableArray<string>? FieldsOf(string name) => name switch
    {
        "pause" => ["reason"],
        "resume" => ["maxCostUsd"],
        "cancel" => ["dropInFlight"],
        "regenerate" => ["beats", "includeApproved"],
        "retry" or "first" or "skip" => ["beats"],
        _ => null,
    };

    private static ControlCommand Command(string name, JsonFields fields) => name switch
    {
        "pause" => new ControlCommand.Pause(Reason(fields)),
        "resume" => new ControlCommand.Resume(fields.Number("maxCostUsd", 0, MaxCost)),
        "cancel" => new ControlCommand.Cancel(fields.Flag("dropInFlight")),
        "retry" => new ControlCommand.Request(BeatRequestKind.Retry, Beats(fields)),
        "regenerate" => new ControlCommand.Request(BeatRequestKind.Regenerate, Beats(fields), fields.Flag("includeApproved")),
        "first" => new ControlCommand.Request(BeatRequestKind.First, Beats(fields)),
        _ => new ControlCommand.Request(BeatRequestKind.Skip, Beats(fields)),
    };

    private static bool IsEmpty(ReadOnlySpan<byte> utf8) => utf8.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static string? Reason(JsonFields fields) => fields.Text(
        "reason",
        $"Write one line of text of at most {MaxReasonLength} characters, or leave it out.",
        text => text.Length <= MaxReasonLength && text.All(JsonText.IsPrintable) ? text.Trim() : null) is { Length: > 0 } reason
            ? reason
            : null;

    private static ImmutableArray<BeatRef> Beats(JsonFields fields) =>
        fields["beats"] is { } value ? BeatRefReader.Read(fields, "beats", value) : [];
}

/// <summary>What reading a command gave.</summary>
public abstract record ControlReadResult
{
    private ControlReadResult()
    {
    }

    /// <summary>It is without fault.</summary>
    /// <param name="Command">What is asked.</param>
    public sealed record Accepted(ControlCommand Command) : ControlReadResult;

    /// <summary>It cannot be taken as it is.</summary>
    /// <param name="Faults">Every fault.</param>
    public sealed record Refused(ImmutableArray<Fault> Faults) : ControlReadResult;
}
