using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads requests and fills in what they leave to the host.</summary>
/// <param name="limits">How large a request may be.</param>
/// <param name="complete">Fills in options that are null from the host's settings, and says what is wrong with them together.</param>
public sealed class StoryboardIntake(StoryboardLimits limits, Func<RunOptions, (RunOptions Options, ImmutableArray<Fault> Faults)> complete)
{
    /// <summary>Bytes that a request may have.</summary>
    public int MaxBytes => limits.MaxBytes;

    /// <summary>Reads a request; its storyboard's options are complete.</summary>
    public StoryboardReadResult Read(ReadOnlyMemory<byte> utf8Json)
    {
        var read = StoryboardReader.Read(utf8Json, limits);
        if (read is not StoryboardReadResult.Accepted { Storyboard: var storyboard })
        {
            return read;
        }

        var (options, faults) = complete(storyboard.Options);
        return faults.IsEmpty
            ? new StoryboardReadResult.Accepted(storyboard with { Options = options })
            : new StoryboardReadResult.Refused(faults);
    }
}
