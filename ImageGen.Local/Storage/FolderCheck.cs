using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage;

/// <summary>Tries whether the data folder can be written; one that is not there yet, whether it could be made.</summary>
internal sealed class FolderCheck(DataFolder data) : IStorageCheck
{
    public string Place => data.Root;

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var folder = data.Root;
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { Length: > 0 } parent)
        {
            folder = parent;
        }

        var path = Path.Combine(folder, $".imagegen-check-{Guid.NewGuid():n}.tmp");
        try
        {
            await using var file = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose);
            await file.WriteAsync("check"u8.ToArray(), cancellationToken);
            await file.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
    }
}
