using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads requests and fills in what they leave to the host.</summary>
/// <param name="limits">How large a request may be.</param>
/// <param name="complete">Fills in options that are null from the host's settings, and returns what is wrong with them together.</param>
public sealed class StoryboardIntake(StoryboardLimits limits, Func<RunOptions, (RunOptions Options, ImmutableArray<Fault> Faults)> complete)
{
    /// <summary>Bytes that a request may have.</summary>
    public int MaxBytes => limits.MaxBytes;

    /// <summary>Reads a request; its storyboard's options are complete.</summary>
    /// <param name="text">The request.</param>
    /// <param name="hints">What is known besides; null: nothing.</param>
    public StoryboardReadResult Read(ReadOnlyMemory<byte> text, StoryboardHints? hints = null) =>
        Complete(StoryboardReader.Read(text, limits, hints));

    /// <summary>Reads one file for each style; the storyboard's options are complete.</summary>
    /// <param name="projectPath">The project.</param>
    /// <param name="files">The files.</param>
    /// <param name="request">A request whose options hold; null: none.</param>
    public StoryboardReadResult ReadFiles(string projectPath, IReadOnlyList<StyleFile> files, ReadOnlyMemory<byte>? request = null) =>
        Complete(StoryboardReader.ReadFiles(projectPath, files, limits, request));

    private StoryboardReadResult Complete(StoryboardReadResult read)
    {
        if (read is not StoryboardReadResult.Accepted accepted)
        {
            return read;
        }

        var (options, faults) = complete(accepted.Storyboard.Options);
        return faults.IsEmpty
            ? accepted with { Storyboard = accepted.Storyboard with { Options = options } }
            : new StoryboardReadResult.Refused(faults);
    }
}
