using System.Threading.Channels;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Local.Storage.RunSamples;

namespace ImageGen.Tests.Local.Storage.Inbox;

public sealed class CommandInboxTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RunCommand> _carriedOut = Channel.CreateUnbounded<RunCommand>();
    private Task _owner = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _owner;
    }

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task SendAsync_OwnerIsThere_CarriedOutAndNothingLeft()
    {
        StartOwner();
        var command = new RunCommand(RunCommandKind.Resume, "fable-1", Noon, MaxCostUsd: 2.5m);

        var outcome = await Inbox().SendAsync(command, Long, default);

        Assert.IsType<ControlResult.Done>(outcome);
        Assert.Equal(command, await _carriedOut.Reader.ReadAsync());
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task SendAsync_BeforeTheOwnerStarts_CarriedOutInTheOrderOfSending()
    {
        var sent = Enumerable.Range(0, 3).Select(i => new RunCommand(RunCommandKind.Pause, $"run-{i}", Noon.AddSeconds(i))).ToArray();
        var outcomes = sent.Reverse().Select(command => Inbox().SendAsync(command, Long, default)).ToArray();
        Assert.True(
            SpinWait.SpinUntil(() => _folder.Files().Count(f => f.EndsWith(".json", StringComparison.Ordinal)) == sent.Length, Long));
        StartOwner();

        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.IsType<ControlResult.Done>(outcome));
        foreach (var command in sent)
        {
            Assert.Equal(command, await _carriedOut.Reader.ReadAsync());
        }
    }

    [Fact]
    public async Task SendAsync_OwnerRefuses_SaysWhy()
    {
        StartOwner(_ => throw new UserException("There is no run fable-1."));

        var outcome = await Inbox().SendAsync(Cancel, Long, default);

        Assert.Equal(new ControlResult.Refused("There is no run fable-1."), outcome);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task SendAsync_CommandNotTaken_IsWithdrawn()
    {
        var outcome = await Inbox().SendAsync(Cancel, TimeSpan.Zero, default);

        Assert.Null(outcome);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task SendAsync_Cancelled_IsWithdrawn()
    {
        using var stop = new CancellationTokenSource();
        var sending = Inbox().SendAsync(Cancel, Long, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task ServeAsync_FormerOwnerDiedOverACommand_ItComesAgain()
    {
        _folder.Write(".imagegen/inbox/1.taken", ImageGenJson.Write(Cancel));
        _folder.Write(".imagegen/inbox/0.answer", "{}");
        StartOwner();

        Assert.Equal(Cancel, await _carriedOut.Reader.ReadAsync());
    }

    [Fact]
    public async Task ServeAsync_UnreadableCommand_IsPutAsideAndTheNextCarriedOut()
    {
        _folder.Write(".imagegen/inbox/0.json", "make it nicer");
        StartOwner();

        Assert.IsType<ControlResult.Done>(await Inbox().SendAsync(Cancel, Long, default));
        Assert.Equal([".imagegen/inbox/0.taken.corrupt-1"], _folder.Files());
    }

    private static RunCommand Cancel => new(RunCommandKind.Cancel, "fable-1", Noon, DropInFlight: true);

    private CommandInbox Inbox() => new(DataFolder.Open(_folder.Path), TimeProvider.System, NullLogger<CommandInbox>.Instance);

    private void StartOwner(Action<RunCommand>? carryOut = null) => _owner = Task.Run(() => Inbox().ServeAsync(
        (command, _) =>
        {
            carryOut?.Invoke(command);
            _carriedOut.Writer.TryWrite(command);
            return Task.CompletedTask;
        },
        _stop.Token));
}
