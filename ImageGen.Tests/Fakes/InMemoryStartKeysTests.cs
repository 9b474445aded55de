using ImageGen.Tests.Contracts;

namespace ImageGen.Tests.Fakes;

public sealed class InMemoryStartKeysTests : StartKeysContract
{
    private protected override Task<IStartKeys> CreateAsync() => Task.FromResult<IStartKeys>(new InMemoryStartKeys());
}
