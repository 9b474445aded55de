using ImageGen.Core.Models.Gemini;

namespace ImageGen.Hosting.Gemini;

/// <summary>One answer whose turn it is: its body, and the images that are decoded out of it. Belongs to one attempt.</summary>
/// <param name="body">The answer.</param>
/// <param name="create">Makes a file for an image.</param>
/// <param name="end">Gives the turn back.</param>
internal sealed class AnswerLease(SpoolFile body, Func<SpoolFile> create, Action end) : IImageSpace, IDisposable
{
    private readonly List<SpoolFile> _images = [];
    private bool _isDisposed;

    /// <summary>The whole answer, valid until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Body => body.Read();

    public IImageWriter Create()
    {
        var file = create();
        _images.Add(file);
        return new Writer(file);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _images.ForEach(image => image.Dispose());
        body.Dispose();
        end();
    }

    private sealed class Writer(SpoolFile file) : IImageWriter
    {
        public void Write(ReadOnlySpan<byte> piece) => file.Write(piece);

        public ReadOnlyMemory<byte> Finish() => file.Read();
    }
}
