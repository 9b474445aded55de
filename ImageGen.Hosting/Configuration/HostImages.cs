using ImageGen.Core.Generation;
using ImageGen.Core.Ports;

namespace ImageGen.Hosting.Configuration;

/// <summary>What a host's settings make of images.</summary>
internal static class HostImages
{
    /// <summary>As many images are in work at once as there are processors.</summary>
    public static ImageHandling Handling(IImageCodec codec, GenerationSettings settings, IRejectedImages rejected) =>
        new(new ImageProcessor(codec, Environment.ProcessorCount), settings.ImageFormat, rejected);
}
