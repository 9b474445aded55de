using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImageGen.Core.Base;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Finds the images of references that a storyboard declares, and checks that they can serve.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="files">Where they are.</param>
/// <param name="processor">Decodes them; null: their structure is not looked at, only their bytes are hashed.</param>
public sealed class ReferenceLibrary(IReferenceFiles files, ImageProcessor? processor = null)
{
    private const int MostKnown = 1_000;

    private readonly ConcurrentDictionary<string, ImageCheck> _checked = new(StringComparer.Ordinal);

    /// <summary>The image of <paramref name="reference"/> in <paramref name="project"/>, or why it cannot serve.</summary>
    /// <exception cref="UserException">The storage is in trouble.</exception>
    public async Task<LoadedReference> LoadAsync(ProjectName project, StoryboardReference reference, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var path = reference.Image ?? await UploadAsync(project, reference.Id, cancellationToken);
        if (path is null)
        {
            return LoadedReference.Without(
                $"The reference '{reference.Id}' has no image.",
                $"Name a file in its 'image', upload one (PUT /api/projects/{project}/references/{reference.Id}), or generate its sheet "
                    + "and approve it (imagegen cast).");
        }

        switch (await files.ReadAsync(project, path, cancellationToken))
        {
            case ReferenceFile.Missing:
                return LoadedReference.Without(
                    $"The image {path} of the reference '{reference.Id}' is not there.", "Put it into the project's folder, or name "
                        + "another.");
            case ReferenceFile.Unusable unusable:
                return LoadedReference.Without(
                    $"The image {path} of the reference '{reference.Id}' cannot serve: it {unusable.Why}.",
                    "Put a PNG, JPEG or WebP file in its place.");
            case ReferenceFile.Found found:
                var hash = Convert.ToHexStringLower(SHA256.HashData(found.Bytes.Span));
                return await CheckAsync(found.Bytes, hash, cancellationToken) switch
                {
                    ImageCheck.Whole whole => new LoadedReference(path, hash, found.Bytes, whole.Format),
                    ImageCheck.Broken broken => LoadedReference.Without(
                        $"The image {path} of the reference '{reference.Id}' cannot serve. {broken.Reason}", "Save it again as PNG."),
                    null => new LoadedReference(path, hash, found.Bytes, default),
                    var other => throw new InvalidOperationException($"Not a check: {other}."),
                };
            case var other:
                throw new InvalidOperationException($"Not a file: {other}.");
        }
    }

    /// <summary>The path of the image that was uploaded under an id; null: none was.</summary>
    public async Task<string?> UploadAsync(ProjectName project, ReferenceId id, CancellationToken cancellationToken) =>
        (await files.ListAsync(project, cancellationToken))
            .Where(e => ReferencePath.TryRead(e.Path, out var named, out var isImage) && isImage && named == id)
            .OrderByDescending(e => e.ModifiedAt)
            .ThenBy(e => e.Path, StringComparer.Ordinal)
            .FirstOrDefault()?.Path;

    /// <summary>As in <see cref="Models.SentReference.Description"/>.</summary>
    internal static string? HashOf(string? description) =>
        description is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(description)).AsSpan(0, 8));

    /// <summary>The same bytes are decoded once.</summary>
    private async Task<ImageCheck?> CheckAsync(ReadOnlyMemory<byte> bytes, string hash, CancellationToken cancellationToken)
    {
        if (processor is null)
        {
            return null;
        }

        if (!_checked.TryGetValue(hash, out var check))
        {
            check = await processor.CheckAsync(bytes, cancellationToken);
            if (_checked.Count >= MostKnown)
            {
                _checked.Clear();
            }

            _checked[hash] = check;
        }

        return check;
    }
}

/// <summary>A reference's image, or why there is none that can serve.</summary>
/// <param name="Path">Within the project; null without an image.</param>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal; empty without an image.</param>
/// <param name="Bytes">The encoded image.</param>
/// <param name="Format">Its type.</param>
public sealed record LoadedReference(string? Path, string Hash, ReadOnlyMemory<byte> Bytes, ImageFormat Format)
{
    /// <summary>Why it cannot serve, a sentence; null: it can.</summary>
    public string? Problem { get; private init; }

    /// <summary>What to do about it, a sentence; null: nothing.</summary>
    public string? Remedy { get; private init; }

    internal static LoadedReference Without(string problem, string remedy) =>
        new(null, string.Empty, default, default) { Problem = problem, Remedy = remedy };
}
