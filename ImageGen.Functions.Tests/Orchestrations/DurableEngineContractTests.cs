using ImageGen.Core.Workflows;
using ImageGen.Functions.Tests.Support;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Orchestrations;

public sealed class DurableEngineContractTests : WorkflowEngineContract
{
    protected override TimeSpan Tick => DurableHarness.ShortTick;

    protected override async Task<IEngineHarness> OpenAsync(WorkflowProgram program) => await DurableHarness.StartAsync(program.Workflows, program.Activities);
}
