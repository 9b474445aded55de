using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Entities;

/// <summary>What the key pool entities learned, read from their state. Belongs to one call, whose durable client it uses.</summary>
internal sealed class EntityLimits(DurableEntityClient entities, KeyPoolOptions limits, TimeProvider time) : IRequestLimits
{
    private const string Doctor = "doctor";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        await FindAsync(style, cancellationToken) is { } pool ? KeyPool.Restore(pool, limits).Limits(time.GetUtcNow()) : [];

    /// <remarks>Signals are delivered some time later, so this returns when they have been, as far as the state shows it.</remarks>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        foreach (var style in ImageStyles.All)
        {
            if (await FindAsync(style, cancellationToken) is not null)
            {
                await entities.SignalEntityAsync(
                    IdOf(style), nameof(KeyPoolEntity.Exchange), new KeyPoolRequest(
                        Doctor, 0, [], [], ResetLimits: true), cancellation: cancellationToken);
            }
        }

        foreach (var style in ImageStyles.All)
        {
            while ((await ListAsync(style, cancellationToken)).Any(l => l.Learned is not null))
            {
                if (time.GetElapsedTime(since) > Timeout)
                {
                    throw new UserException($"The key pool of '{style.Name()}' has not taken the reset within {Timeout.TotalSeconds:0} "
                        + "s. Check again in a minute.");
                }

                await Task.Delay(Poll, time, cancellationToken);
            }
        }
    }

    private async Task<KeyPoolSnapshot?> FindAsync(ImageStyle style, CancellationToken cancellationToken) =>
        await entities.GetEntityAsync<KeyPoolSnapshot>(IdOf(style), includeState: true, cancellationToken) is { IncludesState: true } entity
            ? entity.State
            : null;

    private static EntityInstanceId IdOf(ImageStyle style) => new(nameof(KeyPoolEntity), style.Name());
}
