using System.Buffers.Text;
using System.Runtime.InteropServices;
using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Tests.Hosting;

/// <summary>A large image is decoded from base64 into a file, in every spelling that is read on the heap, and to the same bytes.</summary>
public sealed class SpooledImageTests : IDisposable
{
    private static readonly ImageRequest Request = new("m", "A hare.", [], null, null);
    private static readonly ApiKey Key = new("clear-1", "test-key-1");

    private readonly string _folder = Directory.CreateTempSubdirectory("spooled-").FullName;
    private readonly AnswerSpool _spool;

    public SpooledImageTests() => _spool = new AnswerSpool(_folder, atOnce: 2, maxBytes: 100_000_000);

    public static TheoryData<string> Spellings => ["plain", "url", "unpadded", "lines", "carriage", "slashes", "data", "data-url", "space"];

    public void Dispose()
    {
        _spool.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Read_LargeImage_IsInAFileAndTheSameBytes(string spelling)
    {
        foreach (var length in (int[])[200_000, 200_001, 200_002])
        {
            var bytes = Image(length);
            var body = Answer(Spell(bytes, spelling));

            var (received, lease) = (await _spool.ReceiveAsync(new ByteArrayContent(body), body.Length, default))!.Value;
            var image = Assert.IsType<ModelAnswer.Image>(GeminiAnswers.Read(200, received, Request, Key, null, lease));

            Assert.False(MemoryMarshal.TryGetArray(image.Bytes, out _));
            Assert.True(image.Bytes.Span.SequenceEqual(bytes));
            Assert.Equal(Assert.IsType<ModelAnswer.Image>(GeminiAnswers.Read(200, body, Request, Key)).MediaType, image.MediaType);
            lease.Dispose();
            Assert.Throws<ObjectDisposedException>(() => image.Bytes.Span.Length);
            Assert.Empty(Directory.GetFiles(_folder));
        }
    }

    [Theory]
    [InlineData('!')]
    [InlineData('=')]
    [InlineData('é')]
    public async Task Read_LargeTextThatIsNoBase64_IsWhatItIsOnTheHeap(char odd)
    {
        var text = Convert.ToBase64String(Image(200_000));
        var body = Answer(text[..100_000] + odd + text[100_000..]);
        var (received, lease) = (await _spool.ReceiveAsync(new ByteArrayContent(body), body.Length, default))!.Value;

        var answer = GeminiAnswers.Read(200, received, Request, Key, null, lease);

        Assert.Equal(
            Assert.IsType<ModelAnswer.NoImage>(GeminiAnswers.Read(200, body, Request, Key)).Why,
            Assert.IsType<ModelAnswer.NoImage>(answer).Why);
        lease.Dispose();
    }

    [Fact]
    public async Task Read_DiskCannotBeUsed_DecodesInMemory()
    {
        using var spool = new AnswerSpool(Path.Combine(_folder, "vanished", "answers"), atOnce: 1, maxBytes: 100_000_000);
        var body = Answer(Convert.ToBase64String(Image(200_000)));

        var (received, lease) = (await spool.ReceiveAsync(new ByteArrayContent(body), body.Length, default))!.Value;
        var image = Assert.IsType<ModelAnswer.Image>(GeminiAnswers.Read(200, received, Request, Key, null, lease));

        Assert.True(image.Bytes.Span.SequenceEqual(Image(200_000)));
        lease.Dispose();
    }

    private static byte[] Image(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(bytes);
        return bytes;
    }

    /// <summary>As JSON has it between the quotes.</summary>
    private static string Spell(byte[] image, string spelling) => spelling switch
    {
        "url" => Base64Url.EncodeToString(image),
        "unpadded" => Convert.ToBase64String(image).TrimEnd('='),
        "lines" => Convert.ToBase64String(image, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\\n", StringComparison.Ordinal),
        "carriage" =>
            Convert.ToBase64String(image, Base64FormattingOptions.InsertLineBreaks).Replace("\r\n", "\\r\\n", StringComparison.Ordinal),
        "slashes" => Convert.ToBase64String(image).Replace("/", "\\/", StringComparison.Ordinal),
        "data" => "data:image/png;base64," + Convert.ToBase64String(image),
        "data-url" => "data:image/webp;base64," + Base64Url.EncodeToString(image),
        "space" => " " + Convert.ToBase64String(image) + " ",
        _ => Convert.ToBase64String(image),
    };

    private static byte[] Answer(string data) => Encoding.UTF8.GetBytes(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{" + (
            data.Contains("data:", StringComparison.Ordinal) ? string.Empty : "\"mimeType\":\"image/png\",")
        + "\"data\":\"" + data + "\"}}]},\"finishReason\":\"STOP\"}]}");
}
