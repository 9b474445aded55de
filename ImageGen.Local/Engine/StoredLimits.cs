using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Engine;

/// <summary>
/// What the key pools of a data folder learned, as their snapshots say: to read only, because another process may work there.
/// </summary>
internal sealed class StoredLimits(KeyPoolOptions options, DataFolder data, TimeProvider time, string prefix) : IRequestLimits
{
    public async Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken)
    {
        var path = KeyPools.PathOf(data, prefix, style.Name());
        byte[] bytes;
        try
        {
            if (!File.Exists(path))
            {
                return [];
            }

            bytes = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(path, e);
        }

        try
        {
            return KeyPool.Restore(ImageGenJson.Read<KeyPoolSnapshot>(bytes), options).Limits(time.GetUtcNow());
        }
        catch (Exception)
        {
            // Damaged: the next host sets it aside and begins with nothing learned, so nothing is learned.
            return [];
        }
    }

    public Task ResetAsync(CancellationToken cancellationToken) =>
        throw new UserException($"{data.Root} can be read only. Reset the limits in the process that works there.");
}
