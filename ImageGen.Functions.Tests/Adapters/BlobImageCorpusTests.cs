using ImageGen.Functions.Adapters.Blob;
using ImageGen.Imaging;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Adapters;

[Collection(AzuriteTests.Name)]
public sealed class BlobImageCorpusTests(AzuriteFixture azurite) : ImageCorpusContract
{
    protected override (IImageStore Images, IRejectedImages Rejected, IThumbnailStore Thumbnails) Open()
    {
        var containers = new BlobContainers(azurite.Fresh());
        return (
            new BlobImageStore(containers, TimeProvider.System, new VipsImageCodec()),
            new BlobRejectedImages(containers),
            new BlobThumbnails(containers));
    }
}
