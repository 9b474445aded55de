using System.Diagnostics.CodeAnalysis;

namespace ImageGen.Core.Storyboards;

/// <summary>What a reference image shows.</summary>
public enum ReferenceKind
{
    /// <summary><c>character</c>: a person or an animal that has to look the same in every image.</summary>
    Character,

    /// <summary><c>object</c>: a thing.</summary>
    [SuppressMessage("Naming", "CA1720", Justification = "It is the word of the request format.")]
    Object,

    /// <summary><c>style</c>: how images are to look.</summary>
    Style,

    /// <summary><c>location</c>: a place.</summary>
    Location,
}

/// <summary>The kinds and their names on the wire.</summary>
public static class ReferenceKinds
{
    /// <summary>All kinds, in the order in which their images are sent.</summary>
    public static IReadOnlyList<ReferenceKind> All { get; } =
        [ReferenceKind.Character, ReferenceKind.Object, ReferenceKind.Location, ReferenceKind.Style];

    /// <summary>The lower-case name: <c>character</c>, <c>object</c>, <c>location</c> or <c>style</c>.</summary>
    public static string Name(this ReferenceKind kind) => kind switch
    {
        ReferenceKind.Character => "character",
        ReferenceKind.Object => "object",
        ReferenceKind.Style => "style",
        ReferenceKind.Location => "location",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of reference."),
    };

    /// <summary>Reads a name exactly as <see cref="Name"/> writes it.</summary>
    public static bool TryParse(string? name, out ReferenceKind kind)
    {
        foreach (var candidate in All)
        {
            if (candidate.Name() == name)
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }
}

/// <summary>A reference image that a storyboard declares, to be sent with the prompts of the beats that show it.</summary>
/// <param name="Id">By which beats name it.</param>
/// <param name="Kind">What it shows.</param>
/// <param name="Image">
/// The image's path within the project, with <c>/</c>; null: the image that was uploaded under this id, or its approved sheet.
/// </param>
/// <param name="Description">What the model is told of it besides; null: nothing.</param>
public sealed record StoryboardReference(ReferenceId Id, ReferenceKind Kind, string? Image = null, string? Description = null)
{
    /// <summary>The styles in which it is sent; null: all.</summary>
    public ImmutableArray<ImageStyle>? Styles { get; init; }

    /// <summary>Whether it is sent in a style.</summary>
    public bool IsFor(ImageStyle style) => Styles is not { } styles || styles.Contains(style);
}
