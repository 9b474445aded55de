namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>
/// One line of an instance's history: an event that happened to it, or a command that it issued on the event before. Commands carry what
/// they ask for in <see cref="Json"/>, events what they bring; <see cref="Id"/> ties an event to its command.
/// </summary>
internal sealed record HistoryEntry(EntryKind Kind, int Id, string? Name = null, string? Json = null, DateTimeOffset? At = null)
{
    public bool IsEvent => Kind < EntryKind.CallActivity;

    /// <summary>As one line of JSON, <see cref="Json"/> in it as it is.</summary>
    public string Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = ImageGenJson.Options.Encoder }))
        {
            json.WriteStartObject();
            json.WriteString(IsEvent ? "event" : "command", JsonNamingPolicy.CamelCase.ConvertName(Kind.ToString()));
            if (Id > 0) json.WriteNumber("id", Id);
            if (Name is not null) json.WriteString("name", Name);
            if (At is { } at) json.WriteString("at", at.ToString("O", CultureInfo.InvariantCulture));
            if (Json is not null)
            {
                json.WritePropertyName("json");
                json.WriteRawValue(Json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static HistoryEntry Read(JsonElement line)
    {
        var kind = line.TryGetProperty("event", out var name) ? name : line.GetProperty("command");
        return new HistoryEntry(
            Enum.Parse<EntryKind>(kind.GetString()!, ignoreCase: true),
            line.TryGetProperty("id", out var id) ? id.GetInt32() : 0,
            line.TryGetProperty("name", out var n) ? n.GetString() : null,
            line.TryGetProperty("json", out var json) ? json.GetRawText() : null,
            line.TryGetProperty("at", out var at) ? DateTimeOffset.Parse(at.GetString()!, CultureInfo.InvariantCulture) : null);
    }

    public override string ToString() => Write() is var line && line.Length <= 600 ? line : string.Concat(line.AsSpan(0, 600), "…");
}

/// <summary>Kinds of history entries: first the events, from <see cref="CallActivity"/> on the commands.</summary>
internal enum EntryKind
{
    Started,
    ActivityCompleted,
    ActivityFailed,
    ChildCompleted,
    ChildFailed,
    TimerFired,
    SignalReceived,
    ExchangeCompleted,

    CallActivity,
    CallChild,
    StartTimer,
    CancelTimer,
    Exchange,
    SendSignal,
    SetStatus,
    ContinueAsNew,
    Complete,
    Fail,
}

/// <summary>The whole life of one execution, from its start to its end or to where it stands.</summary>
/// <param name="Workflow">Which workflow.</param>
/// <param name="InstanceId">Of which instance.</param>
/// <param name="Entries">Events, each followed by the commands that it brought about.</param>
internal sealed record History(string Workflow, string InstanceId, IReadOnlyList<HistoryEntry> Entries);
