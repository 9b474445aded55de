using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class KeyPoolClientTests
{
    private static readonly KeyDescriptor One = new("clear-1", "clear-1", null);
    private readonly ScriptedContext _context = new();
    private readonly KeyPoolClient _client;
    private KeyList _list = new([One], null);
    private int _lists;

    public KeyPoolClientTests()
    {
        _client = new KeyPoolClient(_context, "tale-1", ImageStyle.Clear, forgive: true);
        _context.Activity<StyleRef>(WorkflowNames.ListKeys, input =>
        {
            Assert.Equal(new StyleRef("tale-1", ImageStyle.Clear), input);
            _lists++;
            return _list;
        });
    }

    [Theory]
    [InlineData(false, 299, 1)]
    [InlineData(false, 300, 2)]
    [InlineData(true, 9, 1)]
    [InlineData(true, 10, 2)]
    public async Task RefreshKeys_ListWasReadRecently_ReadsItAgainAfterTheInterval(bool mayHaveChanged, int seconds, int lists)
    {
        await _client.RefreshKeysAsync();
        _context.UtcNow = At(seconds);

        await _client.RefreshKeysAsync(mayHaveChanged);

        Assert.Equal(lists, _lists);
    }

    [Fact]
    public async Task EndReservation_NoAttemptWasMade_ReleasesItAndReadsTheListSooner()
    {
        await _client.RefreshKeysAsync();
        await _client.ExchangeReservationsAsync(0, "m");
        _context.UtcNow = At(10);

        _client.EndReservation(Reservation("r1"), null);
        Assert.True(_client.HasUnsentChanges);
        await _client.RefreshKeysAsync();
        await _client.ExchangeReservationsAsync(1, "m");

        Assert.Equal(2, _lists);
        Assert.Equal("r1", Assert.Single(_context.Exchanges[^1].Release));
        Assert.False(_client.HasUnsentChanges);
    }

    [Theory]
    [InlineData(true, 59, true)]
    [InlineData(true, 60, false)]
    [InlineData(false, 59, false)]
    public async Task EndReservation_NoAttemptWasMade_KeepsTheSlotWhileItMayBeMade(bool mayStillBeMade, int seconds, bool isKept)
    {
        _context.UtcNow = At(seconds);

        _client.EndReservation(new Reservation("r1", "clear-1", At(0), At(60)), null, mayStillBeMade);
        Assert.True(_client.HasUnsentChanges);
        await _client.ExchangeReservationsAsync(0, "m");

        var request = Assert.Single(_context.Exchanges);
        Assert.Equal((isKept ? 0 : 1, isKept ? 1 : 0), (request.Release.Length, request.Unmade?.Length ?? 0));
        Assert.False(_client.HasUnsentChanges);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task ExchangeReservations_PoolKnowsNoKey_AreSentAgainOnce(int known, bool isSent)
    {
        await _client.RefreshKeysAsync();
        await _client.ExchangeReservationsAsync(1, "m");
        _context.Pool = _ => new KeyPoolReply([], new KeyPoolWait(KeyWaitKind.NoUsableKey, null, known));

        await _client.ExchangeReservationsAsync(1, "m");

        Assert.Null(_context.Exchanges[^1].Keys);
        Assert.Equal(isSent, _client.HasUnsentChanges);
        await _client.ExchangeReservationsAsync(1, "m");
        Assert.Equal(isSent, _context.Exchanges[^1].Keys is [var key] && key == One);
        Assert.False(_client.HasUnsentChanges);
    }

    [Fact]
    public async Task RefreshKeys_DoubtWasCleared_WaitsTheWholeIntervalAgain()
    {
        _client.EndReservation(Reservation("r1"), null);
        await _client.RefreshKeysAsync();
        _context.UtcNow = At(20);

        await _client.RefreshKeysAsync();

        Assert.Equal(1, _lists);
    }

    [Fact]
    public async Task ExchangeReservations_Keys_AreSentOnceAndAgainWhenTheyChange()
    {
        await _client.RefreshKeysAsync();
        Assert.True(_client.HasUnsentChanges);
        await _client.ExchangeReservationsAsync(1, "m");
        await _client.ExchangeReservationsAsync(1, "m");
        await RefreshLaterAsync(300);
        await _client.ExchangeReservationsAsync(1, "m");
        _list = _list with { Keys = [One, One with { Id = "clear-2" }] };
        await RefreshLaterAsync(600);
        await _client.ExchangeReservationsAsync(1, "m");

        Assert.Equal([1, null, null, 2], _context.Exchanges.Select(r => r.Keys?.Length));
        Assert.Equal([true, false, false, false], _context.Exchanges.Select(r => r.Forgive));
    }

    [Fact]
    public async Task RefreshKeys_KeysCannotBeRead_KeepsThoseItHas()
    {
        await _client.RefreshKeysAsync();
        await _client.ExchangeReservationsAsync(1, "m");
        _list = new KeyList([], "The vault does not answer.");

        await RefreshLaterAsync(300);

        Assert.Equal(("The vault does not answer.", false), (_client.Problem, _client.HasUnsentChanges));
    }

    [Fact]
    public async Task ExchangeReservations_MoreThanFitsIntoAMessage_SendsSeveralAndAsksInTheLast()
    {
        foreach (var n in Enumerable.Range(0, 130))
        {
            _client.EndReservation(Reservation($"r{n}"), new AttemptReport($"r{n}", At(0), 0.067m));
            _client.ReleaseReservations([Reservation($"g{n}")]);
        }

        await _client.ExchangeReservationsAsync(500, "m");

        Assert.Equal([(100, 0), (30, 70), (0, 60)], _context.Exchanges.Select(r => (r.Reports.Length, r.Release.Length)));
        Assert.Equal([0, 0, 100], _context.Exchanges.Select(r => r.Want));
        Assert.Equal(130, _context.Exchanges.SelectMany(r => r.Release).Distinct().Count());
    }

    [Fact]
    public async Task ExchangeReservations_AsMuchAsFitsIntoAMessage_IsOneMessage()
    {
        foreach (var n in Enumerable.Range(0, 100))
        {
            _client.ReleaseReservations([Reservation($"g{n}")]);
        }

        await _client.ExchangeReservationsAsync(5, "m");

        Assert.Equal((100, 5), (Assert.Single(_context.Exchanges).Release.Length, _context.Exchanges[0].Want));
    }

    private static Reservation Reservation(string reservation) => new(reservation, "clear-1", At(0), At(60));

    private Task RefreshLaterAsync(int seconds)
    {
        _context.UtcNow = At(seconds);
        return _client.RefreshKeysAsync();
    }
}
