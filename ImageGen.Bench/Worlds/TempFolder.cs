namespace ImageGen.Bench.Worlds;

/// <summary>A folder that is gone when it is disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TempFolder(bool inMemory = false) => Root = inMemory
        ? Directory.CreateDirectory(Path.Combine(Memory, $"imagegen-bench-{Guid.NewGuid():n}")).FullName
        : Directory.CreateTempSubdirectory("imagegen-bench-").FullName;

    /// <summary>True where a folder can lie in memory, where nothing waits for a disk.</summary>
    public static bool HasMemory => OperatingSystem.IsLinux() && Directory.Exists(Memory);

    public string Root { get; }

    public string File(string name) => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
