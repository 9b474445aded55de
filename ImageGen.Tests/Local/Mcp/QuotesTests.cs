using ImageGen.Local.Mcp;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Mcp;

public sealed class QuotesTests
{
    private readonly ManualTimeProvider _time = new(At(0));

    [Fact]
    public void Find_Quote_IsThereForAnHour()
    {
        var quotes = new Quotes(_time);
        var quote = quotes.Add(new StoryboardBuilder().Build(), 3.02m);

        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(quote, quotes.Find(quote.Id));
        Assert.Equal(3.78m, quote.HighestCostUsd);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(quotes.Find(quote.Id));
    }

    [Fact]
    public void Add_TooMany_ForgetsTheOldest()
    {
        var quotes = new Quotes(_time);
        var all = Enumerable.Range(0, 101).Select(_ => quotes.Add(new StoryboardBuilder().Build(), 1)).ToList();

        Assert.Null(quotes.Find(all[0].Id));
        Assert.All(all.Skip(1), q => Assert.NotNull(quotes.Find(q.Id)));
        Assert.Equal(101, all.Select(q => q.Id).Distinct().Count());
    }
}
