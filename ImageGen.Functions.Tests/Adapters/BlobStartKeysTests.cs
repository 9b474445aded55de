using ImageGen.Functions.Adapters.Blob;
using ImageGen.Tests.Contracts;

namespace ImageGen.Functions.Tests.Adapters;

[Collection(AzuriteTests.Name)]
public sealed class BlobStartKeysTests(AzuriteFixture azurite) : StartKeysContract
{
    private protected override Task<IStartKeys> CreateAsync() =>
        Task.FromResult<IStartKeys>(new BlobStartKeys(new BlobContainers(azurite.Fresh()), TimeProvider.System));
}
