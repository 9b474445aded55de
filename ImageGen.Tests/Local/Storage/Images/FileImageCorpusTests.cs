using ImageGen.Imaging;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class FileImageCorpusTests : ImageCorpusContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override (IImageStore Images, IRejectedImages Rejected, IThumbnailStore Thumbnails) Open()
    {
        var data = DataFolder.Open(_folder.Path);
        return (new FileImageStore(data, codec: new VipsImageCodec()), new RejectedFiles(data), new ThumbnailFiles(data));
    }
}
