using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Rejected images of a project, in <c>.imagegen/rejected</c>: each with a <c>.json</c> beside it that has the reason.</summary>
internal sealed class RejectedFiles(DataFolder data) : IRejectedImages
{
    public async Task KeepAsync(RejectedImage image, CancellationToken cancellationToken)
    {
        var paths = new ProjectPaths(data.Project(image.Name.Project));
        var folder = Path.Combine(paths.Control, "rejected");
        try
        {
            data.RequireThere();
            paths.RefuseLinks(folder);
            TempFile.CreateFolder(folder, data.Taken);
            var stem = string.Create(
                CultureInfo.InvariantCulture,
                $"{image.At.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{image.Name.Style.Name()}"
                    + $"-Beat_{image.Name.Beat.Value}-{Safe(image.Attempt)}");
            var file = Path.Combine(folder, stem + (image.Format?.Extension() ?? ".bin"));
            if (File.Exists(file))
            {
                return;
            }

            await TempFile.ReplaceAsync(file, image.Bytes, cancellationToken, data.Taken);
            await TempFile.ReplaceAsync(
                Path.Combine(folder, stem + ".json"), ImageGenJson.Write(Note.Of(image)), cancellationToken, data.Taken);
            MakeRoom(folder);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(folder, e);
        }
    }

    public Task DeleteAsync(ProjectName project, string runId, CancellationToken cancellationToken)
    {
        var paths = new ProjectPaths(data.Project(project));
        var folder = new DirectoryInfo(Path.Combine(paths.Control, "rejected"));
        try
        {
            var notes = folder.Exists && !paths.LeadsThroughLink(folder.FullName) ? folder.GetFiles("*.json") : [];
            foreach (var note in notes.Where(n => NoteOf(n)?.RunId == runId))
            {
                foreach (var file in folder.GetFiles(Path.GetFileNameWithoutExtension(note.Name) + ".*"))
                {
                    file.Delete();
                }
            }

            return Task.CompletedTask;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(folder.FullName, e);
        }
    }

    private static Note? NoteOf(FileInfo file)
    {
        try
        {
            return ImageGenJson.Read<Note>(File.ReadAllBytes(file.FullName));
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Names begin with the time: the oldest are first in their order.</summary>
    private static void MakeRoom(string folder)
    {
        var (images, bytes) = (0, 0L);
        foreach (var file in new DirectoryInfo(folder).GetFiles().Where(f => f.Extension != ".json").OrderByDescending(
            f => f.Name, StringComparer.Ordinal))
        {
            (images, bytes) = (images + 1, bytes + file.Length);
            if (images > 1 && (images > IRejectedImages.MaxImages || bytes > IRejectedImages.MaxBytes))
            {
                file.Delete();
                File.Delete(Path.ChangeExtension(file.FullName, ".json"));
            }
        }
    }

    private static string Safe(string attempt) => string.Concat(attempt.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(40));

    private sealed record Note(
        string Style,
        ShotId Shot,
        string Beat,
        string RunId,
        string Attempt,
        string Reason,
        decimal CostUsd,
        DateTimeOffset At,
        long Length)
    {
        public static Note Of(RejectedImage image) => new(
            image.Name.Style.Name(), image.Name.Shot, image.Name.Beat.Value, image.RunId, image.Attempt, image.Reason, image.CostUsd,
            image.At, image.Bytes.Length);
    }
}
