using ImageGen.Hosting.Gemini;

namespace ImageGen.Tests.Hosting.Gemini;

public sealed class AnswerSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Receive_Answer_IsThereAndLeavesNoFile()
    {
        using var spool = new AnswerSpool(_folder, atOnce: 2, maxBytes: 1_000_000);

        var (body, lease) = (await spool.ReceiveAsync(new ByteArrayContent([1, 2, 3]), most: 3, default))!.Value;

        Assert.Equal([1, 2, 3], body.ToArray());
        lease.Dispose();
        Assert.Empty(Directory.GetFiles(_folder));
    }

    /// <summary>It is paid for; whether its image can be stored is for the store to say.</summary>
    [Fact]
    public async Task Receive_FolderCannotBeMade_KeepsTheAnswerInMemoryAndMakesNoFolder()
    {
        var vanished = Path.Combine(_folder, "data");
        using var spool = new AnswerSpool(Path.Combine(vanished, "answers"), atOnce: 1, maxBytes: 1_000_000);

        var (body, lease) = (await spool.ReceiveAsync(new ByteArrayContent([1, 2, 3]), most: 3, default))!.Value;

        Assert.Equal([1, 2, 3], body.ToArray());
        lease.Dispose();
        Assert.False(Directory.Exists(vanished));
    }

    [Fact]
    public async Task Receive_LargerThanAllowed_IsNothingAndTakesNoTurn()
    {
        using var spool = new AnswerSpool(_folder, atOnce: 1, maxBytes: 1_000_000);

        Assert.Null(await spool.ReceiveAsync(new ByteArrayContent(new byte[4]), most: 3, default));
        Assert.Null(await spool.ReceiveAsync(new StreamContent(new Unsized(new byte[4])), most: 3, default));

        Assert.NotNull(await spool.ReceiveAsync(new ByteArrayContent(new byte[3]), most: 3, default));
    }

    [Fact]
    public async Task Receive_AllTurnsTaken_WaitsOnDiskUntilOneIsGivenBack()
    {
        using var spool = new AnswerSpool(_folder, atOnce: 1, maxBytes: 1_000_000);
        var (_, first) = (await spool.ReceiveAsync(new ByteArrayContent([1]), most: 9, default))!.Value;

        var second = spool.ReceiveAsync(new ByteArrayContent([2]), most: 9, default);
        Assert.False(second.IsCompleted);
        first.Dispose();

        Assert.Equal([2], (await second)!.Value.Body.ToArray());
    }

    [Fact]
    public async Task Receive_TimeIsUpWhileItWaitsOnDisk_IsNotLost()
    {
        using var spool = new AnswerSpool(_folder, atOnce: 1, maxBytes: 1_000_000);
        var (_, first) = (await spool.ReceiveAsync(new ByteArrayContent([1]), most: 9, default))!.Value;
        using var giveUp = new CancellationTokenSource();

        var second = spool.ReceiveAsync(new StreamContent(new Ending([2], giveUp.Cancel)), most: 9, giveUp.Token);
        first.Dispose();

        Assert.Equal([2], (await second)!.Value.Body.ToArray());
    }

    [Fact]
    public async Task Receive_OneThatNeedsMoreThanTheBudget_ComesAlone()
    {
        using var spool = new AnswerSpool(_folder, atOnce: 4, maxBytes: 10);
        var (_, large) = (await spool.ReceiveAsync(new ByteArrayContent(new byte[100]), most: 100, default))!.Value;

        var small = spool.ReceiveAsync(new ByteArrayContent([1]), most: 9, default);
        Assert.False(small.IsCompleted);
        large.Dispose();

        Assert.Equal([1], (await small)!.Value.Body.ToArray());
    }

    [Fact]
    public void Create_FilesOfADeadProcess_AreSwept()
    {
        File.WriteAllText(Path.Combine(_folder, AnswerSpool.Prefix + "dead"), "half");
        File.WriteAllText(Path.Combine(_folder, "other"), "stays");

        using var spool = new AnswerSpool(_folder, atOnce: 1, maxBytes: 10);

        Assert.Equal(["other"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    /// <summary>Something happens at its end.</summary>
    private sealed class Ending(byte[] bytes, Action atEnd) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = Read(buffer.Span);
            if (count == 0)
            {
                atEnd();
            }

            return ValueTask.FromResult(count);
        }
    }

    /// <summary>As an answer in pieces comes: its length is not known before its end.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
