using System.Buffers;
using System.Net.Http.Headers;
using ImageGen.Core.Api;

namespace ImageGen.Hosting.Http;

/// <summary>A request's JSON, or why it cannot be taken.</summary>
internal readonly record struct RequestBody(ReadOnlyMemory<byte> Bytes, Problem? Problem)
{
    /// <summary>Reads a whole body of JSON of at most <paramref name="maxBytes"/>. No body is no JSON; controls take that as <c>{}</c>.</summary>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, bool mayBeEmpty, CancellationToken cancellationToken)
    {
        var isEmpty = request.ContentLength is null or 0 && !request.Headers.TransferEncoding.Contains("chunked", StringComparer.OrdinalIgnoreCase);
        if (isEmpty && mayBeEmpty)
        {
            return default;
        }

        if (!IsJson(request.ContentType))
        {
            return new RequestBody(default, Problems.NotJson());
        }

        if (request.ContentLength > maxBytes)
        {
            return new RequestBody(default, Problems.TooLarge(maxBytes));
        }

        return await ReadAsync(request, maxBytes, cancellationToken);
    }

    private static async Task<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new RequestBody(default, Problems.TooLarge(maxBytes));
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new RequestBody(bytes, null);
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType is { } media
        && (media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
