using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.KeyPools;

/// <summary>What the key pools learned of request limits.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IRequestLimits
{
    /// <summary>The limits of the quota projects that the style's pool knows; empty before its first attempt.</summary>
    /// <exception cref="UserException">They cannot be read.</exception>
    Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken);

    /// <summary>Forgets what was learned, in every style; stored when it returns.</summary>
    /// <exception cref="UserException">It cannot be done; the message says why.</exception>
    Task ResetAsync(CancellationToken cancellationToken);
}
