using ImageGen.Core.KeyPools;
using ImageGen.Functions.Entities;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Tests.Orchestrations;

public sealed class KeyPoolEntityTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly JsonState _state = new();

    [Fact]
    public async Task Exchange_SeveralRuns_ShareThePoolAcrossOperations()
    {
        var first = await ExchangeAsync("tale-1", 3);
        var second = await ExchangeAsync("myth-1", 4);

        Assert.Equal((3, 2), (first.Reservations.Length, second.Reservations.Length));
        Assert.NotNull(second.Wait);
    }

    [Fact]
    public async Task Exchange_WindowIsOver_GrantsAgain()
    {
        await ExchangeAsync("tale-1", 5);

        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(5, (await ExchangeAsync("tale-1", 5)).Reservations.Length);
    }

    [Fact]
    public async Task State_BetweenOperations_IsJsonWithoutKeyValues()
    {
        await ExchangeAsync("tale-1", 1);

        Assert.Contains("\"keys\":[{\"id\":\"clear-1\"", _state.Json, StringComparison.Ordinal);
    }

    private async Task<KeyPoolReply> ExchangeAsync(string run, int want)
    {
        var request = new KeyPoolRequest(run, want, [], [], [new KeyDescriptor("clear-1", "blue", 5)]);
        var entity = new KeyPoolEntity(new KeyPoolOptions(), _clock);
        return (KeyPoolReply)(await entity.RunAsync(new Operation(nameof(KeyPoolEntity.Exchange), request, _state)))!;
    }

    /// <summary>What Durable keeps between two operations.</summary>
    private sealed class JsonState : TaskEntityState
    {
        public string? Json { get; private set; }

        public override bool HasState => Json is not null;

        public override object? GetState(Type type) =>
            Json is null ? null : System.Text.Json.JsonSerializer.Deserialize(Json, type, ImageGenJson.Options);

        public override void SetState(object? state) =>
            Json = state is null ? null : System.Text.Json.JsonSerializer.Serialize(state, state.GetType(), ImageGenJson.Options);
    }

    private sealed class Operation(string name, object input, TaskEntityState state) : TaskEntityOperation
    {
        public override string Name => name;

        public override TaskEntityContext Context => null!;

        public override TaskEntityState State => state;

        public override bool HasInput => true;

        public override object? GetInput(Type inputType) => input;
    }
}
