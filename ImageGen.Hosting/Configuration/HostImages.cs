using ImageGen.Core.Generation;
using ImageGen.Core.Ports;

namespace ImageGen.Hosting.Configuration;

/// <summary>What a host's settings make of images.</summary>
internal static class HostImages
{
    /// <summary>As many images are in work at once as there are processors.</summary>
    public static ImageHandling Handling(
        IImageCodec codec, GenerationSettings settings, IImageStore images, IThumbnailStore thumbnails, IRejectedImages rejected)
    {
        var processor = new ImageProcessor(codec, Environment.ProcessorCount);
        return new ImageHandling(processor, settings.ImageFormat, rejected, new Thumbnails(processor, thumbnails, images));
    }
}
