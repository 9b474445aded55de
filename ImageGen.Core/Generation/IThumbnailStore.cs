using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Where thumbnails are; never among the images, and never needed: one that is missing is made again.</summary>
/// <remarks>Thread-safe. A thumbnail belongs to the bytes with its ETag, so that a replaced image never shows the old one's.</remarks>
public interface IThumbnailStore
{
    /// <summary>The thumbnail of the image with that ETag; null when there is none.</summary>
    /// <exception cref="UserException">The store cannot be read.</exception>
    Task<ReadOnlyMemory<byte>?> FindAsync(ImageName name, string etag, CancellationToken cancellationToken);

    /// <summary>Stores a thumbnail, in place of one that is there.</summary>
    /// <exception cref="UserException">It cannot be stored.</exception>
    Task SaveAsync(ImageName name, string etag, ReadOnlyMemory<byte> thumbnail, CancellationToken cancellationToken);
}
