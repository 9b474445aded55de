using ImageGen.Tests.Local;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// A data folder among folders that are no one's business: it knows afterwards whether anything was made, changed or given away of them.
/// </summary>
internal sealed class Surroundings : IDisposable
{
    /// <summary>Stands in every file around the data folder, and so must be in no answer.</summary>
    public const string Secret = "of-the-neighbour-7c1f";

    private static readonly string[] Around =
    [
        "secret.png", "outside/secret", "outside/generated_images/clear/Shot_1/Beat_1.1.png", "tale/run.json", "run.json",
    ];

    private readonly TempFolder _folder = new();
    private readonly string[] _filesHere;

    public Surroundings()
    {
        foreach (var file in Around)
        {
            _folder.Write(file, Secret);
        }

        Directory.CreateDirectory(Data);
        _filesHere = FilesHere();
    }

    public string Data => _folder["data"];

    public string Path => _folder.Path;

    /// <summary>Fails when there is anything outside the data folder that was not there before, or not as before.</summary>
    public void AssertUntouched()
    {
        Assert.Equal(Around.Order(StringComparer.Ordinal), _folder.Files().Where(f => !f.StartsWith("data/", StringComparison.Ordinal)));
        Assert.All(Around, file => Assert.Equal(Secret, File.ReadAllText(_folder[file])));
        Assert.Equal(_filesHere, FilesHere());
        foreach (var file in _folder.Files())
        {
            Assert.All(file.Split('/'), name => Assert.Matches(@"^(\.imagegen|\.lock|[A-Za-z0-9][A-Za-z0-9._-]*)$", name));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string[] FilesHere() =>
        [.. Directory.EnumerateFileSystemEntries(Environment.CurrentDirectory).Order(StringComparer.Ordinal)];
}
