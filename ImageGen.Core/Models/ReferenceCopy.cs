using System.ComponentModel.DataAnnotations;

namespace ImageGen.Core.Models;

/// <summary>A smaller copy of a reference image that is too large to be sent.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Length">Bytes.</param>
/// <param name="OriginalLength">Bytes of the image that it stands for.</param>
public sealed record ReferenceCopy(
    string MediaType, [property: Range(1, int.MaxValue)] int Width, [property: Range(1, int.MaxValue)] int Height, long Length,
    long OriginalLength);
