using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What a run was started with. Never changes. The only place where prompts are kept.</summary>
/// <param name="Id">Unique, made of the project's name and the time of the start; safe in URLs and file names.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Storyboard">What to draw, with every option that was null filled in from the host's settings.</param>
public sealed record RunDocument(string Id, DateTimeOffset CreatedAt, Storyboard Storyboard)
{
    /// <summary>The format's version; a reader sets aside what it does not know.</summary>
    public int Version { get; init; } = 1;
}

/// <summary>What a list shows of a run without reading its log.</summary>
/// <param name="Id">The run.</param>
/// <param name="Project">Its project.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Beats">Pictures asked for, over all styles.</param>
public sealed record RunHeader(string Id, ProjectName Project, DateTimeOffset CreatedAt, int Beats);
