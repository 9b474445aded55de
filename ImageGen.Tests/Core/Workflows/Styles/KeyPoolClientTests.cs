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
    public async Task Refresh_ListWasReadLately_ReadsItAgainAfterFiveMinutesOrTenSecondsInDoubt(bool inDoubt, int seconds, int lists)
    {
        await _client.RefreshAsync();
        _context.UtcNow = At(seconds);

        await _client.RefreshAsync(inDoubt);

        Assert.Equal(lists, _lists);
    }

    [Fact]
    public async Task Ended_NoCallWasMade_GivesTheGrantBackAndDoubtsTheList()
    {
        await _client.RefreshAsync();
        await _client.ExchangeAsync(0, "m");
        _context.UtcNow = At(10);

        _client.Ended(Reservation("r1"), null);
        Assert.True(_client.HasNews);
        await _client.RefreshAsync();
        await _client.ExchangeAsync(1, "m");

        Assert.Equal(2, _lists);
        Assert.Equal("r1", Assert.Single(_context.Exchanges[^1].Release));
        Assert.False(_client.HasNews);
    }

    [Theory]
    [InlineData(true, 59, true)]
    [InlineData(true, 60, false)]
    [InlineData(false, 59, false)]
    public async Task Ended_NoCallWasMade_KeepsTheSlotWhileAnotherDeliveryMayMakeIt(bool mayStillBeMade, int seconds, bool isKept)
    {
        _context.UtcNow = At(seconds);

        _client.Ended(new Reservation("r1", "clear-1", At(0), At(60)), null, mayStillBeMade);
        Assert.True(_client.HasNews);
        await _client.ExchangeAsync(0, "m");

        var request = Assert.Single(_context.Exchanges);
        Assert.Equal((isKept ? 0 : 1, isKept ? 1 : 0), (request.Release.Length, request.Unmade?.Length ?? 0));
        Assert.False(_client.HasNews);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Exchange_PoolKnowsNoKey_IsToldThemAgainOnce(int known, bool isTold)
    {
        await _client.RefreshAsync();
        await _client.ExchangeAsync(1, "m");
        _context.Pool = _ => new KeyPoolReply([], new KeyPoolWait(KeyWaitKind.NoUsableKey, null, known));

        await _client.ExchangeAsync(1, "m");

        Assert.Null(_context.Exchanges[^1].Keys);
        Assert.Equal(isTold, _client.HasNews);
        await _client.ExchangeAsync(1, "m");
        Assert.Equal(isTold, _context.Exchanges[^1].Keys is [var key] && key == One);
        Assert.False(_client.HasNews);
    }

    [Fact]
    public async Task Refresh_DoubtWasCleared_WaitsItsTimeAgain()
    {
        _client.Ended(Reservation("r1"), null);
        await _client.RefreshAsync();
        _context.UtcNow = At(20);

        await _client.RefreshAsync();

        Assert.Equal(1, _lists);
    }

    [Fact]
    public async Task Exchange_Keys_AreToldOnceAndAgainWhenTheyChange()
    {
        await _client.RefreshAsync();
        Assert.True(_client.HasNews);
        await _client.ExchangeAsync(1, "m");
        await _client.ExchangeAsync(1, "m");
        await RefreshLaterAsync(300);
        await _client.ExchangeAsync(1, "m");
        _list = _list with { Keys = [One, One with { Id = "clear-2" }] };
        await RefreshLaterAsync(600);
        await _client.ExchangeAsync(1, "m");

        Assert.Equal([1, null, null, 2], _context.Exchanges.Select(r => r.Keys?.Length));
        Assert.Equal([true, false, false, false], _context.Exchanges.Select(r => r.Forgive));
    }

    [Fact]
    public async Task Refresh_KeysCannotBeRead_KeepsThoseItHas()
    {
        await _client.RefreshAsync();
        await _client.ExchangeAsync(1, "m");
        _list = new KeyList([], "The vault does not answer.");

        await RefreshLaterAsync(300);

        Assert.Equal(("The vault does not answer.", false), (_client.Problem, _client.HasNews));
    }

    [Fact]
    public async Task Exchange_MoreToTellThanGoesIntoAMessage_SendsSeveralAndAsksInTheLast()
    {
        foreach (var n in Enumerable.Range(0, 130))
        {
            _client.Ended(Reservation($"r{n}"), new AttemptReport($"r{n}", At(0), 0.067m));
            _client.GiveBack([Reservation($"g{n}")]);
        }

        await _client.ExchangeAsync(500, "m");

        Assert.Equal([(100, 0), (30, 70), (0, 60)], _context.Exchanges.Select(r => (r.Reports.Length, r.Release.Length)));
        Assert.Equal([0, 0, 100], _context.Exchanges.Select(r => r.Want));
        Assert.Equal(130, _context.Exchanges.SelectMany(r => r.Release).Distinct().Count());
    }

    [Fact]
    public async Task Exchange_AsMuchAsGoesIntoAMessage_IsOneMessage()
    {
        foreach (var n in Enumerable.Range(0, 100))
        {
            _client.GiveBack([Reservation($"g{n}")]);
        }

        await _client.ExchangeAsync(5, "m");

        Assert.Equal((100, 5), (Assert.Single(_context.Exchanges).Release.Length, _context.Exchanges[0].Want));
    }

    private static Reservation Reservation(string reservation) => new(reservation, "clear-1", At(0), At(60));

    private Task RefreshLaterAsync(int seconds)
    {
        _context.UtcNow = At(seconds);
        return _client.RefreshAsync();
    }
}
