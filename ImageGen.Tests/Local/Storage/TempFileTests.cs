using ImageGen.Local.Storage;

namespace ImageGen.Tests.Local.Storage;

public sealed class TempFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CreateFolder_WithinOneThatIsGone_ThrowsAndMakesNothing()
    {
        Assert.Throws<DirectoryNotFoundException>(() => TempFile.CreateFolder(_folder["data/.imagegen/runs"], within: _folder["data"]));

        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public void CreateFolder_WithinOneThatIsThere_MakesAllThatIsMissing()
    {
        TempFile.CreateFolder(_folder["data"]);

        TempFile.CreateFolder(_folder["data/.imagegen/runs"], within: _folder["data"]);

        Assert.True(Directory.Exists(_folder["data/.imagegen/runs"]));
    }
}
