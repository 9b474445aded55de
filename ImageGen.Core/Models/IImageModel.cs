namespace ImageGen.Core.Models;

/// <summary>The image model, as one call. Adapters make exactly one attempt: the only retry loop is Core's.</summary>
/// <remarks>Thread-safe. Implementations never log, and never put into a reason, a key's value, a prompt or an image's bytes.</remarks>
public interface IImageModel
{
    /// <summary>Asks for one image with the key <paramref name="key"/>.</summary>
    /// <returns>An image or a failure of the closed taxonomy; a request that could not leave is <see cref="FailureKind.Unreachable"/>, a
    /// broken connection or a time-out after it was sent <see cref="FailureKind.Unanswered"/>.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled; the call may have been billed.
    /// </exception>
    Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken);
}
