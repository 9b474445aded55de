using System.Net;
using System.Net.Http.Headers;
using ImageGen.Simulator.Replies;
using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Http;

/// <summary>The engine as the end of an HttpClient's pipeline: the same answers and the same faults without a socket.</summary>
internal sealed class SimulatorMessageHandler(ICallAnswerer engine) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = request.Content is null ? default : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var key = request.Headers.TryGetValues(IncomingCall.KeyHeader, out var values) ? values.First() : null;
        var call = new IncomingCall(request.Method.Method, request.RequestUri!.AbsolutePath, key, body);
        var reply = await engine.AnswerAsync(call, cancellationToken);
        if (reply.Ending == ReplyEnding.CutBeforeHeaders)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was cut before the answer.");
        }

        var response = new HttpResponseMessage((HttpStatusCode)reply.Status) { RequestMessage = request, Content = ContentOf(reply) };
        response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(reply.ContentType);
        if (reply.Location is { } location) response.Headers.Location = new Uri(request.RequestUri, location);
        return response;
    }

    private static HttpContent ContentOf(SimulatedReply reply) => reply.Ending switch
    {
        ReplyEnding.CutMidBody or ReplyEnding.Endless => new OddContent(reply),
        _ => new ReadOnlyMemoryContent(reply.Body),
    };

    private sealed class OddContent(SimulatedReply reply) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            if (reply.Ending == ReplyEnding.Endless)
            {
                await reply.WriteEndlesslyAsync(stream, CancellationToken.None);
                return;
            }

            await stream.WriteAsync(reply.Body[..(reply.Body.Length / 2)]);
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The connection was cut half way through the answer.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = reply.Body.Length;
            return reply.Ending == ReplyEnding.CutMidBody;
        }
    }
}
