using ImageGen.Core.Api.Views;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Cast;

/// <summary>
/// The references of projects: uploaded images by their ids, what is known of them, and generated sheets, which become images by approval.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="images">Where images are.</param>
/// <param name="processor">Decodes them.</param>
public sealed class ProjectReferences(IImageStore images, ImageProcessor processor)
{
    private readonly ReferenceLibrary _library = new(images.References, processor);

    private IReferenceFiles Files => images.References;

    /// <summary>All of a project.</summary>
    public async Task<ReferenceList> ListAsync(ProjectName project, CancellationToken cancellationToken)
    {
        var byId = new SortedDictionary<string, ReferenceId>(StringComparer.OrdinalIgnoreCase);
        var entries = await Files.ListAsync(project, cancellationToken);
        foreach (var entry in entries)
        {
            if (ReferencePath.TryRead(entry.Path, out var id, out _))
            {
                byId.TryAdd(id.Value, id);
            }
        }

        var sheets = byId.Count == 0 ? [] : await SheetsAsync(project, cancellationToken);
        var views = ImmutableArray.CreateBuilder<ReferenceView>(byId.Count);
        foreach (var id in byId.Values)
        {
            views.Add(await ViewAsync(project, id, entries, sheets, cancellationToken));
        }

        return new ReferenceList(project.Value, views.ToImmutable());
    }

    /// <summary>One; null when nothing is known of it.</summary>
    public async Task<ReferenceView?> FindAsync(ProjectName project, ReferenceId id, CancellationToken cancellationToken) =>
        (await ListAsync(project, cancellationToken)).References.FirstOrDefault(
            r => string.Equals(r.Id, id.Value, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is known of one besides its image; null: nothing.</summary>
    public async Task<ReferenceNotes?> NotesAsync(ProjectName project, ReferenceId id, CancellationToken cancellationToken)
    {
        if (await Files.ReadAsync(project, ReferencePath.NotesOf(id), cancellationToken) is not ReferenceFile.Found found)
        {
            return null;
        }

        try
        {
            return ImageGenJson.Read<ReferenceNotes>(found.Bytes.Span);
        }
        catch (JsonException)
        {
            // Somebody else's file: the image counts without it.
            return null;
        }
    }

    /// <summary>Stores an image under an id, in place of the one that is there. Notes that are null stay as they are.</summary>
    /// <returns>What is wrong with the bytes; null: they are stored.</returns>
    public async Task<string?> PutAsync(
        ProjectName project, ReferenceId id, ReadOnlyMemory<byte> bytes, ReferenceNotes notes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notes);
        switch (await processor.CheckAsync(bytes, cancellationToken))
        {
            case ImageCheck.Broken broken:
                return broken.Reason;
            case ImageCheck.Whole whole:
                await StoreAsync(project, id, bytes, whole.Format, notes with { SheetEtag = null, SheetRun = null }, cancellationToken);
                return null;
            case var other:
                throw new InvalidOperationException($"Not a check: {other}.");
        }
    }

    /// <summary>Stores what is known of a reference besides its image. What is null stays as it is.</summary>
    public async Task NoteAsync(ProjectName project, ReferenceId id, ReferenceNotes notes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var known = await NotesAsync(project, id, cancellationToken);
        var merged = notes with
        {
            Id = id.Value,
            Kind = notes.Kind ?? known?.Kind,
            Description = notes.Description ?? known?.Description,
        };
        if (!merged.IsEmpty && merged != known)
        {
            await Files.WriteAsync(project, ReferencePath.NotesOf(id), ImageGenJson.Write(merged), cancellationToken);
        }
    }

    /// <summary>The image of a reference; null when there is none that can serve.</summary>
    public async Task<(LoadedReference Image, string ETag)?> OpenAsync(
        ProjectName project, ReferenceId id, CancellationToken cancellationToken)
    {
        var entries = await Files.ListAsync(project, cancellationToken);
        return ImageOf(entries, id) is { } entry
            && await _library.LoadAsync(project, new StoryboardReference(id, default), cancellationToken) is { Problem: null } loaded
            ? (loaded, ETagOf(entry))
            : null;
    }

    /// <summary>Deletes a reference's image and what is known of it; generated sheets stay where they are. False: there was
    /// nothing.</summary>
    public async Task<bool> DeleteAsync(ProjectName project, ReferenceId id, CancellationToken cancellationToken)
    {
        var paths = (await Files.ListAsync(project, cancellationToken)).Select(e => e.Path)
            .Where(path => ReferencePath.TryRead(path, out var named, out _) && named == id).ToList();
        foreach (var path in paths)
        {
            await Files.DeleteAsync(project, path, cancellationToken);
        }

        return paths.Count > 0;
    }

    /// <summary>Makes a reference's sheet its image.</summary>
    /// <param name="project">The project.</param>
    /// <param name="id">The reference.</param>
    /// <param name="etag">The sheet that the person saw; null: whichever is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why it cannot be approved; null: it is.</returns>
    public async Task<string?> ApproveAsync(ProjectName project, ReferenceId id, string? etag, CancellationToken cancellationToken)
    {
        if ((await SheetsAsync(project, cancellationToken)).GetValueOrDefault(CastSheet.BeatOf(id)) is not { Image: { } sheet } found)
        {
            return $"There is no sheet of '{id}' to approve. Generate one (imagegen cast), and wait until its run is over.";
        }

        if (etag is not null && etag != sheet.ETag)
        {
            return $"The sheet of '{id}' is another one by now. Look at it, then approve it.";
        }

        await using var stream = await images.OpenAsync(found.Name, version: null, cancellationToken);
        if (stream is null)
        {
            return $"The sheet of '{id}' is gone. Generate it again.";
        }

        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken);
        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (await processor.CheckAsync(bytes, cancellationToken) is not ImageCheck.Whole whole)
        {
            return $"The sheet of '{id}' is damaged. Generate it again.";
        }

        var notes = new ReferenceNotes { SheetEtag = sheet.ETag, SheetRun = sheet.Provenance?.RunId };
        await StoreAsync(project, id, bytes, whole.Format, notes, cancellationToken);
        return null;
    }

    /// <summary>The image first, then what is known of it, then what it replaces goes: whatever happens between, one image is
    /// there.</summary>
    private async Task StoreAsync(
        ProjectName project, ReferenceId id, ReadOnlyMemory<byte> bytes, ImageFormat format, ReferenceNotes notes,
        CancellationToken cancellationToken)
    {
        var target = ReferencePath.Of(id, format);
        await Files.WriteAsync(project, target, bytes, cancellationToken);
        await NoteAsync(project, id, notes, cancellationToken);
        foreach (var entry in await Files.ListAsync(project, cancellationToken))
        {
            if (entry.Path != target && ReferencePath.TryRead(entry.Path, out var named, out var isImage) && isImage && named == id)
            {
                await Files.DeleteAsync(project, entry.Path, cancellationToken);
            }
        }
    }

    private async Task<Dictionary<BeatId, (ImageName Name, StoredImage Image)>> SheetsAsync(
        ProjectName project, CancellationToken cancellationToken)
    {
        var sheets = new Dictionary<BeatId, (ImageName Name, StoredImage Image)>();
        foreach (var style in ImageStyles.All)
        {
            foreach (var (beat, image) in await images.ListAsync(project.Cast, style, cancellationToken))
            {
                if (!sheets.TryGetValue(beat, out var other) || image.StoredAt > other.Image.StoredAt)
                {
                    sheets[beat] = (new ImageName(project.Cast, style, 1, beat), image);
                }
            }
        }

        return sheets;
    }

    private async Task<ReferenceView> ViewAsync(
        ProjectName project,
        ReferenceId id,
        ImmutableArray<ReferenceEntry> entries,
        Dictionary<BeatId, (ImageName Name, StoredImage Image)> sheets,
        CancellationToken cancellationToken)
    {
        var notes = await NotesAsync(project, id, cancellationToken);
        var image = ImageOf(entries, id);
        var isApproved = image is not null && notes?.SheetEtag is not null;
        var sheet = sheets.TryGetValue(CastSheet.BeatOf(id), out var found) && !(isApproved && found.Image.ETag == notes!.SheetEtag)
            ? new SheetView(ImageUris.Of(found.Name, found.Image.ETag), found.Image.ETag, found.Image.Provenance?.RunId)
            : null;
        return new ReferenceView(notes?.Id ?? id.Value)
        {
            Kind = notes?.Kind,
            Description = notes?.Description,
            Uri = image is null ? null : $"/api/projects/{project}/references/{id}?v={Uri.EscapeDataString(ETagOf(image))}",
            Path = image?.Path,
            Length = image?.Length,
            IsApprovedSheet = isApproved,
            Sheet = sheet,
        };
    }

    private static ReferenceEntry? ImageOf(ImmutableArray<ReferenceEntry> entries, ReferenceId id) => entries
        .Where(e => ReferencePath.TryRead(e.Path, out var named, out var isImage) && isImage && named == id)
        .OrderByDescending(e => e.ModifiedAt)
        .ThenBy(e => e.Path, StringComparer.Ordinal)
        .FirstOrDefault();

    private static string ETagOf(ReferenceEntry entry) => FormattableString.Invariant($"{entry.Length:x}-{entry.ModifiedAt.UtcTicks:x}");
}
