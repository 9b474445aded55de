using System.ComponentModel.DataAnnotations;
using ImageGen.Core.Models;

namespace ImageGen.Core.Api.Requests;

/// <summary>Whether everything that a run needs is in order.</summary>
/// <param name="IsFine">True when nothing has to be fixed.</param>
/// <param name="Model">The model that the keys were checked for.</param>
/// <param name="Keys">Each key of each style.</param>
/// <param name="Storage">Whether images and runs can be stored.</param>
/// <param name="StyleReferences">Whether the projects that are known have a style reference; one is not needed.</param>
/// <param name="Problems">What else has to be fixed.</param>
public sealed record CheckReport(
    bool IsFine,
    string Model,
    ImmutableArray<CheckedKey> Keys,
    CheckedStorage Storage,
    ImmutableArray<CheckedReference> StyleReferences,
    ImmutableArray<string> Problems)
{
    /// <summary>The style reference of projects that have none of their own, of each style for which one is configured.</summary>
    public ImmutableArray<CheckedDefaultReference> DefaultStyleReferences { get; init; } = [];

    /// <summary>The request limit of each quota project of each style. A learned limit is nothing that has to be fixed.</summary>
    public ImmutableArray<CheckedLimit> Limits { get; init; } = [];
}

/// <summary>What the service says of a key.</summary>
/// <param name="Style">The style.</param>
/// <param name="Key">The key's id, never its value.</param>
/// <param name="Project">Its quota project, where one is configured.</param>
/// <param name="Status">The class.</param>
/// <param name="Reason">What happened and what to do; null: it works.</param>
public sealed record CheckedKey(string Style, string Key, string? Project, KeyStatus Status, string? Reason);

/// <summary>Whether images and runs can be stored.</summary>
/// <param name="Place">Where.</param>
/// <param name="IsWritable">True when they can.</param>
/// <param name="Reason">Why not, and what to do; null: they can.</param>
public sealed record CheckedStorage(string Place, bool IsWritable, string? Reason);

/// <summary>Whether a project has a style reference.</summary>
/// <param name="Project">The project.</param>
/// <param name="IsFound">True when it has one that can be used.</param>
/// <param name="Reason">Why one that is there cannot be used; null: there is none, or it can.</param>
public sealed record CheckedReference(string Project, bool IsFound, string? Reason);

/// <summary>Whether a configured default style reference can be used.</summary>
/// <param name="Style">The style.</param>
/// <param name="Place">The file or blob, as configured.</param>
/// <param name="IsFound">True when it can be used.</param>
/// <param name="Reason">Why it cannot be used, and what to do; null: it can.</param>
public sealed record CheckedDefaultReference(string Style, string Place, bool IsFound, string? Reason);

/// <summary>The request limit of a quota project, by the settings and as the service's refusals teach.</summary>
/// <param name="Style">The style.</param>
/// <param name="Project">The quota project; of a key without one the key's id.</param>
/// <param name="Configured">Requests per window by the settings.</param>
/// <param name="Learned">Requests per window as the service's refusals teach; null: nothing below the configured limit was learned.</param>
/// <param name="WindowSeconds">The window's length; null: one minute.</param>
public sealed record CheckedLimit(
    string Style,
    string Project,
    [property: Range(1, int.MaxValue)] int Configured,
    [property: Range(1, int.MaxValue)] int? Learned,
    double? WindowSeconds = null);
