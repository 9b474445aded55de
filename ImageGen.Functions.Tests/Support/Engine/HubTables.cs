using Azure.Data.Tables;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>
/// The tables of a task hub as text: what a release leaves behind of its orchestrations, and what the next one finds. Work items and
/// timers lie in queues and are not among it, so that only what is idle can continue from here.
/// </summary>
internal static class HubTables
{
    private static readonly string[] Tables = ["Instances", "History"];

    /// <summary>All rows, those of the key pools included: a line each.</summary>
    public static async Task<IEnumerable<string>> ReadAsync(HubSettings hub)
    {
        var lines = new List<string>();
        foreach (var table in Tables)
        {
            await foreach (var row in Client(hub, table).QueryAsync<TableEntity>())
            {
                var properties = new JsonObject(row.Where(p => p.Key is not ("odata.etag" or "Timestamp")).Select(Write));
                lines.Add(new JsonObject { ["table"] = table, ["row"] = properties }.ToJsonString());
            }
        }

        return lines;
    }

    /// <summary>Puts rows into a hub that has its tables.</summary>
    public static async Task WriteAsync(HubSettings hub, IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(l => JsonNode.Parse(l)!))
        {
            await Client(hub, (string)line["table"]!).UpsertEntityAsync(
                new TableEntity(line["row"]!.AsObject().ToDictionary(p => p.Key, p => Read(p.Value!))));
        }
    }

    private static TableClient Client(HubSettings hub, string table) => new(hub.ConnectionString, hub.Name + table);

    private static KeyValuePair<string, JsonNode?> Write(KeyValuePair<string, object> property) => new(property.Key, property.Value switch
    {
        null => null,
        DateTimeOffset instant => new JsonArray("date", instant.ToString("O", CultureInfo.InvariantCulture)),
        DateTime instant => new JsonArray("date", new DateTimeOffset(instant).ToString("O", CultureInfo.InvariantCulture)),
        Guid guid => new JsonArray("guid", guid.ToString()),
        long number => new JsonArray("long", number),
        byte[] bytes => new JsonArray("bytes", Convert.ToBase64String(bytes)),
        var plain => JsonSerializer.SerializeToNode(plain, plain.GetType()),
    });

    private static object Read(JsonNode value) => value switch
    {
        JsonArray typed => (string)typed[0]! switch
        {
            "date" => DateTimeOffset.Parse((string)typed[1]!, CultureInfo.InvariantCulture),
            "guid" => Guid.Parse((string)typed[1]!),
            "long" => (long)typed[1]!,
            _ => Convert.FromBase64String((string)typed[1]!),
        },
        JsonValue plain when plain.TryGetValue<string>(out var text) => text,
        JsonValue plain when plain.TryGetValue<bool>(out var flag) => flag,
        JsonValue plain when plain.TryGetValue<int>(out var number) => number,
        JsonValue plain => (double)plain,
        _ => throw new FormatException($"Not a value: {value.ToJsonString()}"),
    };
}
