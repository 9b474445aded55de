using ImageGen.Core.KeyPools;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Entities;

/// <summary>The key pool of a style, shared by all runs: the entity's key is the style's name, its state the pool's snapshot.</summary>
internal sealed class KeyPoolEntity(KeyPoolOptions limits, TimeProvider time) : TaskEntity<KeyPoolSnapshot>
{
    /// <summary>The function that the host calls.</summary>
    [Function(nameof(KeyPoolEntity))]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<KeyPoolEntity>();

    /// <summary>One exchange. Operations of an entity run one after the other.</summary>
    public KeyPoolReply Exchange(KeyPoolRequest request)
    {
        var pool = KeyPool.Restore(State, limits);
        var reply = pool.Exchange(request, time.GetUtcNow());
        State = pool.Snapshot();
        return reply;
    }
}
