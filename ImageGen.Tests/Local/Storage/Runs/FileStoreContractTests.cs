using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>One store for the whole test: only one process at a time owns a data folder (<see cref="DataLock"/>).</summary>
public sealed class FileRunStoreContractTests : RunStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FileRunStore _store;

    public FileRunStoreContractTests() =>
        _store = new FileRunStore(DataFolder.Open(_folder.Path), isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance);

    public void Dispose() => _folder.Dispose();

    protected override IRunStore Open() => _store;
}

public sealed class FileImageStoreContractTests : ImageStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IImageStore Open() => new FileImageStore(DataFolder.Open(_folder.Path));

    protected override Task PutStyleReferenceAsync(ProjectName project, byte[] png)
    {
        _folder.Write(Path.Combine(project.Value, "style_reference.png"), png);
        return Task.CompletedTask;
    }
}
