using ImageGen.Local.Storage;
using ImageGen.Tests.Local;
using ImageGen.Tests.Races.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>What a key pool remembers is saved while others wait for it to be on a disk that fails now and then.</summary>
internal static class SnapshotScenarios
{
    public static async Task SavesAndFlushes(Interleaving world)
    {
        using var folder = new TempFolder();
        var file = new SnapshotFile<Saved>(folder["saved.json"], NullLogger.Instance);
        var failures = world.Random.Next(3);
        world.OnDisk = _ =>
        {
            if (failures > 0 && world.Random.Next(3) == 0)
            {
                failures--;
                throw new IOException("The disk is full.");
            }
        };
        var guard = new Lock();
        var last = 0;
        await Task.WhenAll(Task.Run(SaveAsync), Task.Run(SaveAsync), Task.Run(file.FlushAsync), Task.Run(file.FlushAsync));
        world.OnDisk = _ => { };

        // The first may wait for a write that has failed already.
        await file.FlushAsync();
        await file.FlushAsync();
        Assert.Equal(last, file.Load()!.Number);

        async Task SaveAsync()
        {
            for (var n = 0; n < 3; n++)
            {
                lock (guard)
                {
                    file.Save(new Saved(++last));
                }

                await Task.Yield();
            }
        }
    }

    internal sealed record Saved(int Number);
}
