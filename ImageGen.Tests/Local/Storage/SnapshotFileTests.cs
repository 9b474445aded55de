using ImageGen.Local.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Storage;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NothingThere_Null() => Assert.Null(File().Load());

    [Fact]
    public async Task Save_ManyInARow_TheLatestIsThereAfterDispose()
    {
        await using (var file = File())
        {
            for (var i = 1; i <= 1000; i++)
            {
                file.Save(new State(i));
            }
        }

        Assert.Equal(new State(1000), File().Load());
        Assert.Equal(["state.json"], _folder.Files());
    }

    [Fact]
    public async Task FlushAsync_AfterASave_IsWritten()
    {
        var file = File();
        file.Save(new State(1));
        await file.FlushAsync();

        Assert.Equal(new State(1), File().Load());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"count\":")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task Load_Unreadable_IsPutAsideAndItContinues(string content)
    {
        _folder.Write("state.json", content);
        var file = File();

        Assert.Null(file.Load());

        file.Save(new State(2));
        await file.FlushAsync();
        Assert.Equal(new State(2), File().Load());
        Assert.Equal(["state.json", "state.json.corrupt-1"], _folder.Files());
    }

    [Fact]
    public async Task Save_CannotBeWritten_NeitherFailsNorIsForgotten()
    {
        _folder.Write("in the way", "");
        var file = new SnapshotFile<State>(_folder["in the way/state.json"], NullLogger.Instance);
        file.Save(new State(3));
        await file.FlushAsync();

        System.IO.File.Delete(_folder["in the way"]);
        await file.DisposeAsync();

        Assert.Equal(new State(3), new SnapshotFile<State>(_folder["in the way/state.json"], NullLogger.Instance).Load());
    }

    private SnapshotFile<State> File() => new(_folder["state.json"], NullLogger.Instance);

    private sealed record State(int Count);
}
