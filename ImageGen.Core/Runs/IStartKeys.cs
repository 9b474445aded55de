namespace ImageGen.Core.Runs;

/// <summary>Where the keys of starts are (<c>Idempotency-Key</c>), so that a start that is sent twice starts one run.</summary>
/// <remarks>Thread-safe, and safe between processes that share the store. May forget a record 24 hours after its time.</remarks>
public interface IStartKeys
{
    /// <summary>What is stored of a key; null: nothing.</summary>
    Task<StartRecord?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a record if what is stored of its key is still <paramref name="replaces"/> (null: nothing). Durable once it returns true;
    /// false, and nothing changed, otherwise.
    /// </summary>
    Task<bool> TryWriteAsync(StartRecord record, StartRecord? replaces, CancellationToken cancellationToken);
}

/// <summary>A start as its client names it.</summary>
/// <param name="Key">The SHA-256 of the client's key, in hexadecimal: safe as the name of a file.</param>
/// <param name="Body">The SHA-256 of the request's body, in hexadecimal.</param>
public sealed record StartKey(string Key, string Body);

/// <summary>Which run a key stands for; stored before the run is, and so before its first attempt.</summary>
/// <param name="Key">As in <see cref="StartKey"/>.</param>
/// <param name="Body">As in <see cref="StartKey"/>.</param>
/// <param name="RunId">The run that the start creates.</param>
/// <param name="At">When the key was first used.</param>
/// <param name="IsStarted">True when the run was created: then it never is again, even if it was deleted since.</param>
public sealed record StartRecord(string Key, string Body, string RunId, DateTimeOffset At, bool IsStarted = false)
{
    /// <summary>How long a key stands for its run.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(24);
}
