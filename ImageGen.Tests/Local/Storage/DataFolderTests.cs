using ImageGen.Local.Storage;

namespace ImageGen.Tests.Local.Storage;

public sealed class DataFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_NewFolder_HasAFolderForEachProject()
    {
        var data = DataFolder.Open(_folder["data"]);

        Assert.Equal(_folder["data/fable"], data.Project(Name("fable")));
        Assert.Equal(_folder["data/saga"], data.Project(Name("saga")));
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public void OfOneProject_FolderItself_AndOpenKnowsItAgain()
    {
        Assert.Equal(_folder["out"], DataFolder.OfOneProject(_folder["out"], Name("fable")).Project(Name("fable")));

        Assert.Equal(_folder["out"], DataFolder.Open(_folder["out"]).Project(Name("Fable")));
        Assert.Equal(_folder["out"], DataFolder.OfOneProject(_folder["out"], Name("fable")).Project(Name("fable")));
    }

    [Fact]
    public void OfOneProject_OtherProject_RefusesRatherThanMix()
    {
        var data = DataFolder.OfOneProject(_folder["out"], Name("fable"));

        Assert.Throws<UserException>(() => data.Project(Name("saga")));
        Assert.Contains(
            "'fable'",
            Assert.Throws<UserException>(() => DataFolder.OfOneProject(_folder["out"], Name("saga"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OfOneProject_FolderOfSeveralProjects_Refuses()
    {
        Directory.CreateDirectory(_folder["data/.imagegen/runs"]);

        Assert.Contains(
            "--data",
            Assert.Throws<UserException>(() => DataFolder.OfOneProject(_folder["data"], Name("fable"))).Message,
            StringComparison.Ordinal);
    }

    private static ProjectName Name(string name) =>
        ProjectName.TryParse(name, out var project) ? project : throw new ArgumentException(name);
}
