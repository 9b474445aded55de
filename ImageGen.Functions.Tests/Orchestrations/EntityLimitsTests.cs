using ImageGen.Core.KeyPools;
using ImageGen.Functions.Entities;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Tests.Orchestrations;

public sealed class EntityLimitsTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Entities _entities;

    public EntityLimitsTests() => _entities = new Entities(_clock);

    [Fact]
    public async Task List_StateOfAnEntity_HasItsLearnedLimit()
    {
        Assert.Equal([new ProjectLimit("tales", 10, 4)], (await Limits().ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Empty(await Limits().ListAsync(ImageStyle.Consistent, default));
    }

    [Fact]
    public async Task Reset_EntityThatLearned_ForgetsIt()
    {
        await Limits().ResetAsync(default);

        Assert.Equal(["clear"], _entities.Signalled);
        Assert.Equal([new ProjectLimit("tales", 10, null)], (await Limits().ListAsync(ImageStyle.Clear, default)).AsEnumerable());
    }

    [Fact]
    public async Task Reset_EntityThatDoesNotTakeIt_SaysSo()
    {
        _entities.IsDeaf = true;
        var reset = Limits().ResetAsync(default);

        while (!reset.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("'clear'", (await Assert.ThrowsAsync<UserException>(() => reset)).Message, StringComparison.Ordinal);
    }

    private EntityLimits Limits() => new(_entities, new KeyPoolOptions(), _clock);

    /// <summary>One pool, of the style clear.</summary>
    private sealed class Entities(TimeProvider clock) : DurableEntityClient("hub")
    {
        private KeyPoolSnapshot _clear = new()
        {
            Now = clock.GetUtcNow().UtcTicks,
            Keys = [new KeyState("clear-1", "tales", null, 1, 0, Out: false)],
            Groups = [new QuotaProjectState { Name = "tales", Limit = new LimitState(
                4, 1, 2, clock.GetUtcNow().UtcTicks, clock.GetUtcNow().UtcTicks) }],
        };

        public bool IsDeaf { get; set; }

        public List<string> Signalled { get; } = [];

        public override Task SignalEntityAsync(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null,
            CancellationToken cancellation = default)
        {
            Assert.Equal(nameof(KeyPoolEntity.Exchange), operationName);
            Signalled.Add(id.Key);
            if (!IsDeaf)
            {
                var pool = KeyPool.Restore(_clear, new KeyPoolOptions());
                pool.Exchange((KeyPoolRequest)input!, clock.GetUtcNow());
                _clear = pool.Snapshot();
            }

            return Task.CompletedTask;
        }

        public override Task<EntityMetadata<T>?> GetEntityAsync<T>(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
            Task.FromResult(id.Key == "clear" ? new EntityMetadata<T>(id, (T)(object)_clear) : null);

        public override Task<EntityMetadata?> GetEntityAsync(
            EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) => throw new NotSupportedException();

        public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) =>
            throw new NotSupportedException();

        public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
            CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}
