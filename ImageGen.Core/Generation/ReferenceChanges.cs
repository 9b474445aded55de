using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Finds which references of a beat have changed since its image was generated: another image, kind or description, one more or one less.
/// Such an image is marked, and regenerated only when a person asks for it.
/// </summary>
/// <param name="hashes">
/// The hash of the image of each reference that can be read now; of those that are missing here nothing is known, and so no change of the
/// image.
/// </param>
public sealed class ReferenceChanges(IReadOnlyDictionary<StoryboardReference, string> hashes)
{
    /// <summary>Reads what the references of a storyboard are now.</summary>
    /// <exception cref="Base.UserException">The storage is in trouble.</exception>
    public static async Task<ReferenceChanges> ReadAsync(Storyboard storyboard, IReferenceFiles files, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storyboard);
        var library = new ReferenceLibrary(files);
        var hashes = new Dictionary<StoryboardReference, string>();
        foreach (var reference in storyboard.References ?? [])
        {
            if (await library.LoadAsync(storyboard.Project, reference, cancellationToken) is { Problem: null } loaded)
            {
                hashes[reference] = loaded.Hash;
            }
        }

        return new ReferenceChanges(hashes);
    }

    /// <summary>The ids that differ between how an image was generated and what would be sent now; empty: none.</summary>
    /// <param name="provenance">How the image came about.</param>
    /// <param name="now">What fits into a request of its beat now.</param>
    public ImmutableArray<string> Of(ImageProvenance provenance, ReferenceFit now)
    {
        ArgumentNullException.ThrowIfNull(provenance);
        ArgumentNullException.ThrowIfNull(now);
        if (provenance.InstructionHash is not null)
        {
            // It was changed by a person's words; what the image before it was generated from says nothing of it.
            return [];
        }

        var then = (provenance.References ?? []).Where(r => r.IsDeclared).ToList();
        var gone = then.Where(t => !now.Sent.Any(r => IsSame(r.Id, t.Id))).Select(t => t.Id!);
        var changed = now.Sent.Where(r => !then.Any(t => IsSame(r.Id, t.Id) && IsUnchanged(r, t))).Select(r => r.Id.Value);
        return [.. changed.Concat(gone)];
    }

    private static bool IsSame(ReferenceId id, string? other) => string.Equals(id.Value, other, StringComparison.OrdinalIgnoreCase);

    private bool IsUnchanged(StoryboardReference now, SentReference then) => now.Kind.Name() == then.Kind
        && ReferenceLibrary.HashOf(now.Description) == then.Description
        && (!hashes.TryGetValue(now, out var hash) || string.Equals(hash, then.Hash, StringComparison.OrdinalIgnoreCase));
}
