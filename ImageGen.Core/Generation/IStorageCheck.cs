using ImageGen.Core.Base;

namespace ImageGen.Core.Generation;

/// <summary>Tries whether images and runs can be stored.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IStorageCheck
{
    /// <summary>Where they are stored, for people.</summary>
    string Place { get; }

    /// <summary>Writes something small and removes it again.</summary>
    /// <exception cref="UserException">It cannot be written; the message names the place and the remedy.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
