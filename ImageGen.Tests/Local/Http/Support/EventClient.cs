using System.Net.ServerSentEvents;

namespace ImageGen.Tests.Local.Http.Support;

/// <summary>A message as a client sees it.</summary>
internal sealed record SeenMessage(long? Id, JsonNode Data)
{
    public string Type => (string)Data["type"]!;
}

/// <summary>A client of the event stream, by the framework's own parser.</summary>
internal static class EventClient
{
    /// <summary>Reads messages as they come, until the host ends the answer.</summary>
    public static async IAsyncEnumerable<SeenMessage> ReadAsync(Stream stream)
    {
        var parser = SseParser.Create(stream);
        await foreach (var item in parser.EnumerateAsync())
        {
            var data = JsonNode.Parse(item.Data)!;
            ContractHandler.CheckMessage(data);
            yield return new SeenMessage(
                item.EventId is { Length: > 0 } id ? long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) : null, data);
        }
    }

    /// <summary>Opens the stream of a run.</summary>
    public static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string runId, long? after = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{runId}/events");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (after is not null)
        {
            request.Headers.TryAddWithoutValidation(
                "Last-Event-ID", after.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    /// <summary>Reads a run from a position to its end.</summary>
    public static async Task<List<SeenMessage>> ReadToEndAsync(HttpClient client, string runId, long? after = null)
    {
        using var response = await OpenAsync(client, runId, after);
        var messages = new List<SeenMessage>();
        await foreach (var message in ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            messages.Add(message);
        }

        return messages;
    }
}
