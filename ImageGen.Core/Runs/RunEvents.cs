using ImageGen.Core.Base;

namespace ImageGen.Core.Runs;

/// <summary>Reads the lines of a run's log.</summary>
public static class RunEvents
{
    /// <summary>The version of events that this program writes, and the latest that it reads.</summary>
    public const int Version = 1;

    /// <summary>What to do about a run that a newer program wrote.</summary>
    public const string Remedy = "It was written by a newer ImageGen: use that one. Or continue the project in a new run; its images stay.";

    /// <summary>Reads one event.</summary>
    /// <param name="json">The event as JSON.</param>
    /// <param name="place">Where it is, for the message: "The log of run tale-1".</param>
    /// <exception cref="UserException">It is none that this version knows.</exception>
    public static RunEvent Read(ReadOnlySpan<byte> json, string place)
    {
        JsonException? problem = null;
        try
        {
            var e = ImageGenJson.Read<RunEvent>(json);
            if (e.Version <= Version)
            {
                return e;
            }
        }
        catch (JsonException e)
        {
            problem = e;
        }

        var version = VersionOf(json);
        var what = version > Version
            ? FormattableString.Invariant($"events of version {version}, and this program reads version {Version}")
            : "events that this version does not know";
        throw new UserException($"{place} holds {what}. {Remedy}", problem) { Unreadable = new UnreadableData(version) };
    }

    private static int? VersionOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind is JsonValueKind.Number
                && version.TryGetInt32(out var number)
                    ? number
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
