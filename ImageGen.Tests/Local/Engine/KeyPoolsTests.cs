using ImageGen.Core.KeyPools;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Simulator;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Engine;

public sealed class KeyPoolsTests : IDisposable
{
    private const string File = ".imagegen/keypool-clear.json";

    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Exchange_AfterARestart_LimitsStillHold()
    {
        await using (var pools = Open())
        {
            Assert.Equal(2, Reservations(pools, 5));
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        await using var again = Open();
        Assert.Equal(0, Reservations(again, 5));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, Reservations(again, 5));
    }

    [Fact]
    public async Task Exchange_Then_IsOnTheDiskAboutASecondLater()
    {
        await using var pools = Open();
        Reservations(pools, 1);
        Assert.Empty(_folder.Files());

        _clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => _folder.Files().Contains(File));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"keys":null}""")]
    public async Task Exchange_SnapshotIsDamaged_BeginsAnew(string text)
    {
        _folder.Write(File, text);

        await using var pools = Open();

        Assert.Equal(2, Reservations(pools, 5));
    }

    [Fact]
    public async Task Exchange_SnapshotMakesNoSense_FailsOnceAndBeginsAnew()
    {
        _folder.Write(File, """{"keys":[{"id":"k","group":"g","joined":1,"used":0,"out":false}],"groups":[{"name":"g","slots":[3,2,1],"closed":[null]}]}""");
        await using var pools = Open();

        Assert.ThrowsAny<Exception>(() => Reservations(pools, 1));

        Assert.Equal(2, Reservations(pools, 5));
    }

    [Fact]
    public async Task Exchange_SnapshotIsNoJson_IsPutAside()
    {
        _folder.Write(File, "not json");
        await using (var pools = Open())
        {
            Reservations(pools, 1);
        }

        Assert.Equal([File, $"{File}.corrupt-1"], _folder.Files());
    }

    [Fact]
    public async Task Exchange_SnapshotOfAClockThatWasAhead_DoesNotStandStill()
    {
        _clock.Advance(TimeSpan.FromDays(2));
        await using (var pools = Open())
        {
            Reservations(pools, 5);
        }

        var past = new ManualTimeProvider();
        await using var again = new KeyPools(Limits, DataFolder.Open(_folder.Path), past, NullLogger<KeyPools>.Instance);

        Assert.Equal(2, Reservations(again, 5));
    }

    [Fact]
    public async Task Exchange_MayNotGrant_TakesReportsAndSaysWhenToAskAgain()
    {
        await using var pools = Open();
        var given = pools.Exchange("clear", Request(2), mayReserve: true).Reservations;

        var reply = pools.Exchange("clear", Request(2) with { Release = [.. given.Select(g => g.Id)] }, mayReserve: false);

        Assert.Empty(reply.Reservations);
        Assert.True(reply.Wait!.Until > _clock.GetUtcNow());
        Assert.Equal(2, Reservations(pools, 2));
    }

    [Fact]
    public async Task Exchange_ManyThreads_LimitHolds()
    {
        await using var pools = Open();

        var reservations = await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(() => Reservations(pools, 1, $"run-{n}"))));

        Assert.Equal(2, reservations.Sum());
    }

    [Fact]
    public async Task List_AfterARestart_KnowsWhatWasLearnedUntilItIsADayOld()
    {
        _folder.Write(File, LearnedPools.Json(_clock.GetUtcNow()));
        await using var pools = Open(new KeyPoolOptions());

        Assert.Equal([new ProjectLimit("tales", 10, 4)], (await pools.ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Empty(await pools.ListAsync(ImageStyle.Consistent, default));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([new ProjectLimit("tales", 10, null)], (await pools.ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Equal([File], _folder.Files());
    }

    [Fact]
    public async Task Reset_Always_IsOnTheDiskWhenItReturns()
    {
        _folder.Write(File, LearnedPools.Json(_clock.GetUtcNow()));
        await using var pools = Open(new KeyPoolOptions());

        await pools.ResetAsync(default);

        Assert.Equal([new ProjectLimit("tales", 10, null)], (await pools.ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Equal([new ProjectLimit("tales", 10, null)], (await Stored().ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Equal([File], _folder.Files());
    }

    [Fact]
    public async Task StoredLimits_AreReadAndNeverWritten()
    {
        _folder.Write(File, LearnedPools.Json(_clock.GetUtcNow()));
        var before = await System.IO.File.ReadAllBytesAsync(_folder[File]);

        Assert.Equal([new ProjectLimit("tales", 10, 4)], (await Stored().ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Empty(await Stored().ListAsync(ImageStyle.Consistent, default));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([new ProjectLimit("tales", 10, null)], (await Stored().ListAsync(ImageStyle.Clear, default)).AsEnumerable());
        Assert.Equal(before, await System.IO.File.ReadAllBytesAsync(_folder[File]));
    }

    [Fact]
    public async Task StoredLimits_DamagedSnapshot_IsLeftToItsOwner()
    {
        _folder.Write(File, "not json");

        Assert.Empty(await Stored().ListAsync(ImageStyle.Clear, default));
        Assert.Equal([File], _folder.Files());
    }

    private StoredLimits Stored() => new(new KeyPoolOptions(), DataFolder.Open(_folder.Path), _clock, "keypool");

    private KeyPools Open(KeyPoolOptions limits) => new(limits, DataFolder.Open(_folder.Path), _clock, NullLogger<KeyPools>.Instance);

    private static KeyPoolOptions Limits => new() { Requests = 2 };

    private KeyPools Open() => new(Limits, DataFolder.Open(_folder.Path), _clock, NullLogger<KeyPools>.Instance);

    private static int Reservations(KeyPools pools, int want, string claimant = "run") =>
        pools.Exchange("clear", Request(want, claimant), mayReserve: true).Reservations.Length;

    private static KeyPoolRequest Request(int want, string claimant = "run") => new(claimant, want, [], [], [new KeyDescriptor("k", "g")]);
}
