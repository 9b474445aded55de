using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Contract;
using static ImageGen.Tests.Local.Engine.Toys;

namespace ImageGen.Tests.Local.Engine;

public sealed class WorkflowEngineTests
{
    private readonly HeldActivity _call = new();
    private readonly HeldActivity _chore = new();

    [Fact]
    public async Task Start_IdIsLive_StartsNoSecond()
    {
        await using var engine = Engine(Workflow<int, int>("Calls", (c, n) => c.CallActivityAsync<int>("Call", n)));
        await engine.StartAsync("Calls", "i", 1);

        Assert.Null(engine.Engine.Start("Calls", "i", 2));

        _call.End(1);
        Assert.Equal(1, await engine.ResultAsync<int>("i"));
        Assert.NotNull(engine.Engine.Start("Calls", "i", 2));
    }

    [Fact]
    public async Task StopAsync_CallsUnderWay_WaitsForThemAndBeginsNoMore()
    {
        var reported = 0;
        await using var engine = Engine(Workflow<int, int>("Loop", async (c, n) =>
        {
            for (; ; n++)
            {
                await c.CallActivityAsync<int>("Call", n);
                reported = await c.CallActivityAsync<int>("Note", n);
            }
        }));
        await engine.StartAsync("Loop", "i", 1);
        await _call.WhenBegunAsync(1);

        var stop = engine.Engine.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        _call.End(1);
        await stop;

        // The workflow has taken in how the call ended, and then began no other.
        Assert.Equal((1, 1), (reported, _call.Begun));
        Assert.Equal(0, engine.Engine.Work.Activities);
        Assert.Null(engine.Engine.Start("Loop", "other", 1));
    }

    [Fact]
    public async Task StopAsync_Exchange_TakesReportsAndGrantsNothing()
    {
        var replies = new List<KeyPoolReply>();
        await using var engine = Engine(Workflow<int, int>("Reserve", async (c, n) =>
        {
            var keys = ImmutableArray.Create(new KeyDescriptor("k", "g"));
            replies.Add(await c.ExchangeKeysAsync("clear", new KeyPoolRequest("r", 1, [], [], keys)));
            await c.CallActivityAsync<int>("Call", n);
            replies.Add(await c.ExchangeKeysAsync("clear", new KeyPoolRequest("r", 1, [], [replies[0].Reservations[0].Id])));
            return n;
        }));
        await engine.StartAsync("Reserve", "i", 1);
        await _call.WhenBegunAsync(1);

        var stop = engine.Engine.StopAsync(CancellationToken.None);
        _call.End(1);
        await stop;

        Assert.Equal((1, 0), (replies[0].Reservations.Length, replies[1].Reservations.Length));
        Assert.NotNull(replies[1].Wait);
        Assert.Empty(engine.Pools.Exchange("clear", new KeyPoolRequest("r", 0, [], []), mayReserve: true).Reservations);
    }

    [Fact]
    public async Task StopAsync_Cancelled_AbandonsCallsAndTheirWorkflows()
    {
        var hasEnded = false;
        await using var engine = Engine(Workflow<int, int>("Calls", async (c, n) =>
        {
            try
            {
                return await c.CallActivityAsync<int>("Call", n);
            }
            finally
            {
                hasEnded = true;
            }
        }));
        await engine.StartAsync("Calls", "i", 1);
        await _call.WhenBegunAsync(1);
        using var second = new CancellationTokenSource();

        var stop = engine.Engine.StopAsync(second.Token);
        await second.CancelAsync();
        await stop;

        Assert.Equal((1, false), (_call.Cancelled, hasEnded));
    }

    [Fact]
    public async Task DropCalls_PaidAndOther_OnlyPaidOnesUnderWayAreAbandoned()
    {
        await using var engine = Engine(Workflow<int, string>("Both", async (c, n) =>
        {
            var chore = c.CallActivityAsync<int>("Chore", n);
            try
            {
                await c.CallActivityAsync<int>("Call", n);
                return "not dropped";
            }
            catch (WorkflowActivityException)
            {
                return $"dropped, {await c.CallActivityAsync<int>("Call", n + 1)}, {await chore}";
            }
        }));
        await engine.StartAsync("Both", "i", 1);
        await _call.WhenBegunAsync(1);
        await _chore.WhenBegunAsync(1);

        engine.Engine.DropCalls("i");
        await _call.WhenBegunAsync(2);
        _call.End(2);
        _chore.End(1);

        Assert.Equal("dropped, 2, 1", await engine.ResultAsync<string>("i"));
    }

    [Fact]
    public async Task DropCalls_OfARoot_ReachesItsChildrenAndNoOtherRun()
    {
        await using var engine = Engine(
            Workflow<int, int>("Parent", (c, n) => c.CallSubWorkflowAsync<int>("Calls", $"child-{n}", n)),
            Workflow<int, int>("Calls", (c, n) => c.CallActivityAsync<int>("Call", n)));
        await engine.StartAsync("Parent", "one", 1);
        await engine.StartAsync("Parent", "two", 2);
        await Task.WhenAll(_call.WhenBegunAsync(1), _call.WhenBegunAsync(2));

        engine.Engine.DropCalls("one");
        _call.End(2);

        Assert.Equal(2, await engine.ResultAsync<int>("two"));
        await Assert.ThrowsAsync<WorkflowActivityException>(() => engine.ResultAsync<int>("one"));
    }

    [Fact]
    public async Task Workflow_Fails_EndsOnlyWhenItsCallsAndChildrenHaveEnded()
    {
        await using var engine = Engine(
            Workflow<int, int>("Parent", async (c, n) =>
            {
                _ = c.CallSubWorkflowAsync<int>("Calls", "child", 1);
                await c.CallActivityAsync<int>("Chore", n);
                throw new InvalidOperationException("On purpose.");
            }),
            Workflow<int, int>("Calls", (c, n) => c.CallActivityAsync<int>("Call", n)));
        var end = engine.Engine.Start("Parent", "i", 1)!;
        await _call.WhenBegunAsync(1);
        await _chore.WhenBegunAsync(1);
        _chore.End(1);

        await Simulator.Eventually.TrueAsync(() => engine.Engine.Work.IsSettled(1));
        Assert.False(end.IsCompleted);
        Assert.Equal(2, engine.Engine.Instances);
        _call.End(1);

        Assert.IsType<InvalidOperationException>((await end).Outcome.Failure);
        Assert.Equal(0, engine.Engine.Instances);
    }

    [Fact]
    public async Task Delay_ClockJumpsAhead_EndsWithinAMinute()
    {
        var isOver = false;
        await using var engine = Engine(Workflow<int, int>("Waits", async (c, n) =>
        {
            await c.DelayUntilAsync(c.UtcNow.AddHours(n), CancellationToken.None);
            isOver = true;
            return n;
        }));
        await engine.StartAsync("Waits", "i", 8);
        await engine.SettleAsync();

        // No timer counts the hours: each is checked again after a minute at most.
        Assert.Equal(engine.Clock.GetUtcNow().AddMinutes(1), engine.Clock.NextDue);
        await engine.AdvanceAsync(TimeSpan.FromHours(8) - TimeSpan.FromMilliseconds(1));
        Assert.False(isOver);
        await engine.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        Assert.True(isOver);
    }

    [Fact]
    public async Task Engine_TenThousandActivities_KeepsNothingOfThem()
    {
        int most = 0, mostActivities = 0;
        EngineHarness engine = null!;
        engine = Engine(Workflow<int, int>("Many", async (c, left) =>
        {
            var open = new List<Task<int>>();
            using var rest = new CancellationTokenSource();
            for (var n = 0; n < 500; n++)
            {
                open.Add(c.CallActivityAsync<int>("Note", n));
                _ = c.DelayUntilAsync(c.UtcNow.AddHours(1), rest.Token);
                if (open.Count == 8)
                {
                    open.Remove(await Task.WhenAny(open));
                    mostActivities = Math.Max(mostActivities, engine.Engine.Work.Activities);
                    most = Math.Max(most, engine.Engine.Instances);
                }
            }

            await Task.WhenAll(open);
            rest.Cancel();
            if (left > 1)
            {
                c.ContinueAsNew(left - 1);
            }

            return left;
        }));
        await using var disposed = engine;
        await engine.StartAsync("Many", "i", 20);

        Assert.Equal(1, await engine.ResultAsync<int>("i"));

        // Eight that the workflow waits for, and those that have reported their result and are about to return.
        Assert.InRange(mostActivities, 1, 100);
        Assert.Equal(1, most);
        Assert.Equal((0, 0, 0), (engine.Engine.Instances, engine.Engine.Work.Activities, engine.Clock.PendingTimers));
    }

    private EngineHarness Engine(params WorkflowBody[] workflows) => new(new WorkflowProgram(
        workflows,
        [
            _call.Body("Call", isPaid: true),
            _chore.Body("Chore", isPaid: false),
            Activity<int, int>("Note", n => n),
        ]));
}
