using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Tests.Support.Engine;

namespace ImageGen.Functions.Tests.Orchestrations;

[Collection(AzuriteTests.Name)]
public sealed class DurableWorkflowContextTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task ContinueAsNew_DelayGivenUp_NextExecutionBeginsWhenItIsOver()
    {
        await using var host = await DurableHarness.StartAsync(
            azurite.Hub(), HubProgram.Of([WorkflowBody.Of<Turn, bool>("GivesUp", GiveUpAsync)], []));
        await host.StartAsync("GivesUp", "i", new Turn(null));

        Assert.True(await host.ResultAsync<bool>("i"));
    }

    [Fact]
    public async Task ContinueAsNew_FarDelayGivenUp_DoesNotWaitForIt()
    {
        await using var host = await DurableHarness.StartAsync(
            azurite.Hub(), HubProgram.Of([WorkflowBody.Of<Turn, bool>("GivesUp", GiveUpFarAsync)], []));
        await host.StartAsync("GivesUp", "i", new Turn(null));

        Assert.False(await host.ResultAsync<bool>("i"));
    }

    private static Task<bool> GiveUpAsync(IWorkflowContext context, Turn turn) => GiveUpAsync(context, turn, Delay);

    private static Task<bool> GiveUpFarAsync(IWorkflowContext context, Turn turn) => GiveUpAsync(context, turn, TimeSpan.FromDays(1));

    /// <summary>Whether the second execution begins behind the end of the delay that the first one gave up.</summary>
    private static async Task<bool> GiveUpAsync(IWorkflowContext context, Turn turn, TimeSpan delay)
    {
        if (turn.Due is { } due)
        {
            return context.UtcNow >= due;
        }

        using var cancel = new CancellationTokenSource();
        var end = context.UtcNow + delay;
        var given = context.DelayUntilAsync(end, cancel.Token);
        await context.DelayUntilAsync(context.UtcNow + DurableHarness.ShortTick, CancellationToken.None);
        cancel.Cancel();
        Assert.False(given.IsCompletedSuccessfully);
        context.ContinueAsNew(new Turn(end));
        return false;
    }

    internal sealed record Turn(DateTimeOffset? Due);
}
