using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models;

/// <summary>
/// One API key with its secret value. Lives only between an <see cref="IApiKeySource"/> and an <see cref="IImageModel"/>.
/// </summary>
/// <param name="Id">Its name in logs, status and images, such as <c>illustration-1</c>; reveals nothing of the value.</param>
/// <param name="Value">The secret. <see cref="ToString"/> does not show it.</param>
/// <param name="Project">The Google Cloud project whose limits it shares with other keys; null: a group of its own.</param>
/// <param name="Requests">Requests per window of this key's project, where it differs from the configured limit.</param>
public sealed record ApiKey(string Id, string Value, string? Project = null, int? Requests = null)
{
    /// <summary>The key's id; never its value.</summary>
    public override string ToString() => Id;
}

/// <summary>Where API keys come from: configuration in the embedded host, Key Vault in the cloud.</summary>
/// <remarks>Thread-safe. May cache for a few minutes: keys join and leave while runs continue.</remarks>
public interface IApiKeySource
{
    /// <summary>The usable keys of <paramref name="style"/> in a stable order, each id once; empty when there is none.</summary>
    /// <exception cref="UserException">They cannot be read; the message names the place and the remedy.</exception>
    Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken);
}
