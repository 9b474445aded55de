using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What a run was started with. Never changes. The only place where prompts are kept.</summary>
/// <param name="Id"><c>{project}-{n}</c> for the project's n-th run (<see cref="RunIds"/>); safe in URLs and file names.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Storyboard">What to generate, with every option that was null filled in from the host's settings.</param>
public sealed record RunDocument(string Id, DateTimeOffset CreatedAt, Storyboard Storyboard)
{
    /// <summary>The version that this program writes, and the latest that it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format's version; a reader leaves alone what is newer than <see cref="CurrentVersion"/>.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The reviews of the project's images when the run was created; null: none.</summary>
    public ImmutableArray<CarriedReview>? Reviews { get; init; }

    /// <summary>The hash of the key that its start was sent with (<see cref="StartKey.Key"/>); null: it had none.</summary>
    public string? StartKey { get; init; }
}

/// <summary>What a list shows of a run without reading its log.</summary>
/// <param name="Id">The run.</param>
/// <param name="Project">Its project.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Beats">Images asked for, over all styles.</param>
public sealed record RunHeader(string Id, ProjectName Project, DateTimeOffset CreatedAt, int Beats);

/// <summary>Run ids: <c>{project}-{n}</c>, so that two starts at the same moment want the same id and only one of them gets it.</summary>
public static class RunIds
{
    /// <summary>
    /// The id of the <paramref name="number"/>-th run of <paramref name="project"/>, counted from 1; in lower case, so that every spelling
    /// of the project wants the same id. Runs of earlier releases have ids in the project's own spelling.
    /// </summary>
    public static string Create(ProjectName project, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{project.Value.ToLowerInvariant()}-{number}");

    /// <summary>Takes an id apart; false for what is not an id, and so never the name of a file or blob.</summary>
    public static bool TryParse(string? id, out ProjectName project, out int number)
    {
        project = default;
        number = 0;
        var dash = id?.LastIndexOf('-') ?? -1;
        return dash > 0
            && ProjectName.TryParse(id![..dash], out project)
            && int.TryParse(
                id.AsSpan(dash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number)
            && number > 0;
    }
}
