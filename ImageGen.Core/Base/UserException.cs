namespace ImageGen.Core.Base;

/// <summary>
/// Something that the one who runs the program can fix: a missing right, a full disk, a bad setting. Its message names the place and the
/// remedy, holds no secret, and is shown as it is, without a stack trace. Every other exception is a bug.
/// </summary>
public sealed class UserException : Exception
{
    /// <summary>What is wrong, where, and what to do.</summary>
    public UserException(string message)
        : base(message)
    {
    }

    /// <summary>What is wrong, where, and what to do; <paramref name="inner"/> goes to debug logs only.</summary>
    public UserException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Set when it is about stored data that this version of the program cannot read; null otherwise.</summary>
    public UnreadableData? Unreadable { get; init; }
}
