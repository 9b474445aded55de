using ImageGen.Core.Workflows;
using ImageGen.Functions.Tests.Support.Engine;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Orchestrations;

[Collection(AzuriteTests.Name)]
public sealed class DurableEngineContractTests(AzuriteFixture azurite) : WorkflowEngineContract
{
    protected override TimeSpan Tick => DurableHarness.ShortTick;

    protected override async Task<IEngineHarness> OpenAsync(WorkflowProgram program) =>
        await DurableHarness.StartAsync(azurite.Hub(), HubProgram.Of(program.Workflows, program.Activities));
}
