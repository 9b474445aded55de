namespace ImageGen.Core.Models;

/// <summary>Asks the service, free of charge, whether a key works for a model.</summary>
/// <remarks>Thread-safe. Implementations never log, and never put into a reason, a key's value.</remarks>
public interface IKeyCheck
{
    /// <summary>Asks once. Every answer, and none, is a verdict.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken);
}
