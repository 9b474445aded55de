using ImageGen.Core.Generation;
using ImageGen.Hosting.Gemini;

namespace ImageGen.Hosting.Configuration;

/// <summary>What a host's settings make of images.</summary>
internal static class HostImages
{
    /// <summary>Answers wait in <paramref name="folder"/>; as many are in memory at once as there are processors.</summary>
    public static AnswerSpool Spool(GenerationSettings settings, string folder) =>
        new(folder, Environment.ProcessorCount, settings.MaxBytesInFlight ?? (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    /// <summary>As many images are in work at once as there are processors.</summary>
    public static ImageHandling Handling(
        IImageCodec codec, GenerationSettings settings, IImageStore images, IThumbnailStore thumbnails, IRejectedImages rejected)
    {
        var processor = new ImageProcessor(codec, Environment.ProcessorCount);
        return new ImageHandling(processor, settings.ImageFormat, rejected, new Thumbnails(processor, thumbnails, images));
    }
}
