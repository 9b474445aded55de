using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Events;

/// <summary>Server-sent events as bytes.</summary>
internal static class SseFrames
{
    /// <summary>A comment that keeps proxies and watchdogs quiet.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ": still here\n\n"u8.ToArray();

    /// <summary>How soon an EventSource comes back after the connection was closed.</summary>
    public static ReadOnlyMemory<byte> Retry { get; } = "retry: 2000\n\n"u8.ToArray();

    /// <summary>A message; without <paramref name="id"/> it does not move the place at which a client resumes.</summary>
    public static ReadOnlyMemory<byte> Of(EventMessage message, LogPosition? id)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(message, ImageGenJson.Answers);
        var head = id is { } position ? string.Create(CultureInfo.InvariantCulture, $"id: {position.Value}\ndata: ") : "data: ";
        var frame = new byte[head.Length + json.Length + 2];
        Encoding.ASCII.GetBytes(head, frame);
        json.CopyTo(frame, head.Length);
        frame[^2] = frame[^1] = (byte)'\n';
        return frame;
    }
}
