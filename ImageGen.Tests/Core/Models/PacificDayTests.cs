namespace ImageGen.Tests.Core.Models;

public sealed class PacificDayTests
{
    [Theory]
    [InlineData("2026-03-07T20:00:00Z", 24)]
    [InlineData("2026-03-08T20:00:00Z", 23)]
    [InlineData("2026-03-09T20:00:00Z", 24)]
    [InlineData("2026-11-01T20:00:00Z", 25)]
    [InlineData("2026-11-02T20:00:00Z", 24)]
    public void Day_OfDaylightSaving_HasItsHours(string instant, int hours)
    {
        var at = DateTimeOffset.Parse(instant, null);
        Assert.Equal(hours, (PacificDay.EndOf(at) - PacificDay.BeginOf(at)).TotalHours);
    }

    [Theory]
    [InlineData("2026-03-08")]
    [InlineData("2026-11-01")]
    public void Day_EveryQuarterOfAnHourAroundAChange_LiesWithinItsDayAndDaysJoin(string date)
    {
        var noon = DateTimeOffset.Parse(date + "T12:00:00Z", null);
        for (var at = noon.AddDays(-2); at < noon.AddDays(2); at = at.AddMinutes(15))
        {
            var (begin, end) = (PacificDay.BeginOf(at), PacificDay.EndOf(at));
            Assert.True(begin <= at && at < end, $"{at:O}");
            Assert.Equal(end, PacificDay.BeginOf(end));
            Assert.Equal(end, PacificDay.EndOf(end.AddTicks(-1)));
        }
    }

    [Fact]
    public void ByRules_EveryHourOfThirtyYears_IsTheZoneOfTheSystem()
    {
        var system = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
        var byRules = PacificDay.ByRules();
        var begin = new DateTimeOffset(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.All(
            Enumerable.Range(0, 30 * 366 * 24).Select(hours => begin.AddHours(hours)),
            instant => Assert.Equal(system.GetUtcOffset(instant), byRules.GetUtcOffset(instant)));
    }
}
