using ImageGen.Core.Generation;
using ImageGen.Core.Runs;

namespace ImageGen.Local.Cli.Views;

/// <summary>What is wrong with single keys. The run goes on with the others, only slower, and nobody would know why.</summary>
internal sealed class KeyFaults
{
    private readonly List<string> _reasons = [];

    /// <summary>Each once, in the order of their coming. They name the key.</summary>
    public IReadOnlyList<string> Reasons => _reasons;

    /// <summary>The fault that <paramref name="e"/> tells of for the first time; null: none.</summary>
    public string? Note(RunEvent e)
    {
        if (e is not AttemptFailed { Why: { Kind: FailureKind.InvalidKey or FailureKind.NotEntitled } why } || _reasons.Contains(why.Reason))
        {
            return null;
        }

        _reasons.Add(why.Reason);
        return why.Reason;
    }
}
