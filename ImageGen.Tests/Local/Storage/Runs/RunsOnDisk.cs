using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Runs;

/// <summary>A data folder with the run <see cref="Id"/>, opened as often as other processes would.</summary>
internal sealed class RunsOnDisk : IDisposable
{
    public const string Id = "fable-1";

    public TempFolder Folder { get; } = new();

    public string RunFolder => Folder[".imagegen/runs/fable-1"];

    public string PathOf(string file) => Path.Combine(RunFolder, file);

    public FileRunStore Store(bool isOwner = true) =>
        new(DataFolder.Open(Folder.Path), isOwner, TimeProvider.System, NullLogger<FileRunStore>.Instance);

    public async Task<FileRunStore> WithRunAsync()
    {
        var store = Store();
        await store.CreateAsync(Run(), default);
        return store;
    }

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(bool isOwner = true) =>
        Store(isOwner).ReadAsync(Id, LogPosition.Start, 1000, default);

    public void Dispose() => Folder.Dispose();
}
