using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Contract;
using static ImageGen.Tests.Local.Engine.Toys;

namespace ImageGen.Tests.Local.Engine;

/// <summary>A workflow that breaks the contract of <see cref="IWorkflowContext"/> fails at once.</summary>
public sealed class WorkflowContractTests
{
    [Theory]
    [InlineData("Activity")]
    [InlineData("Delay")]
    public async Task ContinueAsNew_OverSomethingUnfinished_Fails(string what)
    {
        await using var engine = Engine(Workflow<string, int>("Bad", (c, w) =>
        {
            _ = w == "Delay" ? c.DelayUntilAsync(c.UtcNow.AddMinutes(1), CancellationToken.None) : c.CallActivityAsync<int>("Note", 1);
            c.ContinueAsNew(w);
            return Task.FromResult(0);
        }));
        await engine.StartAsync("Bad", "i", what);

        Assert.IsType<InvalidOperationException>((await engine.EndAsync("i")).Failure);
    }

    [Fact]
    public async Task Context_UsedFromAnotherThread_Fails()
    {
        await using var engine = Engine(Workflow<int, int>("Strays", async (c, n) =>
        {
            await Task.Run(() => { }).ConfigureAwait(false);
            return await c.CallActivityAsync<int>("Note", n);
        }));
        await engine.StartAsync("Strays", "i", 1);

        Assert.IsType<InvalidOperationException>((await engine.EndAsync("i")).Failure);
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(10, false)]
    public async Task Payload_LongerThanTheContractAllows_Fails(int length, bool fails)
    {
        await using var engine = Engine(Workflow<int, int>("Long", (c, n) => c.CallActivityAsync<int>("Length", new string('x', n))));
        await engine.StartAsync("Long", "i", length);

        Assert.Equal(fails, (await engine.EndAsync("i")).Failure is not null);
    }

    [Theory]
    [InlineData(8_190, false)]
    [InlineData(8_191, true)]
    public async Task Status_LongerThanTheContractAllows_Fails(int length, bool fails)
    {
        await using var engine = Engine(Workflow<int, int>("Shows", (c, n) =>
        {
            c.SetStatus(new string('x', n));
            return Task.FromResult(n);
        }));
        await engine.StartAsync("Shows", "i", length);

        Assert.Equal(fails, (await engine.EndAsync("i")).Failure is not null);
    }

    private static EngineHarness Engine(WorkflowBody workflow) => new(new WorkflowProgram(
        [workflow], [Activity<int, int>("Note", n => n), Activity<string, int>("Length", s => s.Length)]));
}
