using ImageGen.Core.Workflows;
using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Local.Engine;

public sealed class EmbeddedEngineContractTests : WorkflowEngineContract
{
    protected override Task<IEngineHarness> OpenAsync(WorkflowProgram program) =>
        Task.FromResult<IEngineHarness>(new EngineHarness(program));
}
