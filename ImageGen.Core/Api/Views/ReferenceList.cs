using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>The references of a project that were uploaded, or whose sheets were generated.</summary>
/// <param name="Project">The project's name.</param>
/// <param name="References">The references, by id.</param>
public sealed record ReferenceList(string Project, ImmutableArray<ReferenceView> References);

/// <summary>A reference of a project.</summary>
/// <param name="Id">Its id, by which storyboards declare it.</param>
public sealed record ReferenceView(string Id)
{
    /// <summary>What it shows; null: not known.</summary>
    public ReferenceKind? Kind { get; init; }

    /// <summary>What it looks like; null: not known.</summary>
    public string? Description { get; init; }

    /// <summary>Where to get its image, relative to the host; changes with the image; null: it has none, and is not sent.</summary>
    public string? Uri { get; init; }

    /// <summary>The image's path within the project; null: it has none.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes of the image; null: it has none.</summary>
    public long? Length { get; init; }

    /// <summary>True when its image is a generated sheet that a person approved.</summary>
    public required bool IsApprovedSheet { get; init; }

    /// <summary>A generated sheet that is not its image (yet): it is not sent before it is approved; null: there is none.</summary>
    public SheetView? Sheet { get; init; }
}

/// <summary>A generated sheet.</summary>
/// <param name="Uri">Where to get it, relative to the host.</param>
/// <param name="Etag">Of its bytes; names the sheet when it is approved.</param>
/// <param name="RunId">The run that generated it; null: not known.</param>
public sealed record SheetView(string Uri, string Etag, string? RunId);
