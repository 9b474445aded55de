using System.IO.Pipelines;
using ImageGen.Core.Api;
using ImageGen.Core.Api.Views;
using ImageGen.Hosting.Http;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http;

/// <summary>Large answers come in pieces, and a client that does not read holds little.</summary>
public sealed class PagingTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData(1000, 1)]
    [InlineData(450, 1)]
    [InlineData(449, 2)]
    [InlineData(100, 5)]
    [InlineData(200, 3)]
    public async Task Images_OfALargeRun_ComeOnceEachInOrderHoweverTheyArePaged(int? limit, int pages)
    {
        await using var server = await TestHost.StartAsync();
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).Shots(60, 4);
        await server.PutRunAsync(storyboard);
        var built = storyboard.Build();
        var names = built.Styles.SelectMany(s => s.Beats.Select(b => new ImageName(built.Project, s.Style, b.Shot, b.Id)))
            .Where((_, i) => i % 16 != 0).ToList();
        names.ForEach(name => server.Images.Put(name, TestImage.Png(1), ImageFormat.Png));

        var seen = new List<string>();
        var answers = 0;
        string? after = null;
        do
        {
            var query = string.Join('&', ((string?[])[
                limit is null ? null : $"limit={limit}", after is null ? null : $"after={Uri.EscapeDataString(after)}"]).OfType<string>());
            var page = await TestHost.ReadAsync(await server.Client.GetAsync($"/api/runs/tale-1/images?{query}"));
            seen.AddRange(page["images"]!.AsArray().Select(i => $"{i!["style"]}/{i["beat_number"]}"));
            after = (string?)page["next"];
            answers++;
        }
        while (after is not null);

        Assert.Equal(names.Select(n => $"{n.Style.Name()}/{n.Beat.Value}"), seen);
        Assert.Equal(pages, answers);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=many")]
    [InlineData("after=clear")]
    [InlineData("after=clear/99.9")]
    [InlineData("after=oil/1.1")]
    public async Task Images_FaultyPage_SaysWhere(string query)
    {
        await using var server = await TestHost.StartAsync();
        var id = await server.StartRunAsync();

        using var answer = await server.Client.GetAsync($"/api/runs/{id}/images?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(query.Split('=')[0], (string?)(await TestHost.ReadAsync(answer))["faults"]![0]!["path"]);
    }

    [Fact]
    public async Task Runs_Paged_ComeOnceEach()
    {
        await using var server = await TestHost.StartAsync();
        for (var run = 1; run <= 5; run++)
        {
            await server.PutRunAsync(
                new StoryboardBuilder().Shots(1, 1), run, new RunStarted(At(run), 1), new RunEnded(At(run), RunStatus.Cancelled));
        }

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await TestHost.ReadAsync(
                await server.Client.GetAsync($"/api/runs?limit=2{(after is null ? string.Empty : $"&after={after}")}"));
            seen.AddRange(page["runs"]!.AsArray().Select(r => (string)r!["id"]!));
            after = (string?)page["next"];
        }
        while (after is not null);

        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(5, seen.Count);
    }

    [Fact]
    public async Task View_OfALargeRun_IsWhole()
    {
        await using var server = await TestHost.StartAsync();
        await server.PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(LargeAnswers.Threshold / 4, 5));

        var views = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(async _ => await TestHost.ReadAsync(await server.Client.GetAsync("/api/runs/tale-1"))));

        Assert.All(views, view => Assert.Equal(LargeAnswers.Threshold / 4 * 5, view["styles"]![0]!["beats"]!.AsArray().Count));
    }

    [Fact]
    public async Task Flush_ClientDoesNotRead_LetsGoAndContinuesWhenItDoes()
    {
        var clock = new ManualTimeProvider(At(0));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5));
        await pipe.Writer.WriteAsync(new byte[5]);
        pipe.Writer.GetSpan(20);
        pipe.Writer.Advance(20);
        var letGo = 0;

        var flush = SlowClients.FlushAsync(pipe.Writer, () => letGo++, clock, default);
        await clock.WhenTimersPendingAsync(1);
        Assert.Equal(0, letGo);
        clock.AdvanceToNextTimer();
        await ImageGen.Tests.Simulator.Eventually.TrueAsync(() => letGo == 1);
        Assert.False(flush.IsCompleted);

        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        Assert.True(await flush);
    }

    [Fact]
    public async Task Pages_ListingIsForgotten_GoOnWithANewOne()
    {
        var images = new InMemoryImageStore();
        var hooked = new HookedImageStore(images);
        var lists = 0;
        hooked.Before = operation => lists += operation is "List" ? 1 : 0;
        var store = new InMemoryRunStore();
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 4).BuildRun();
        await store.CreateAsync(run, default);
        foreach (var beat in run.Storyboard.BeatsOf(ImageStyle.Clear))
        {
            images.Put(new ImageName(run.Storyboard.Project, ImageStyle.Clear, beat.Shot, beat.Id), TestImage.Png(1), ImageFormat.Png);
        }

        var pages = await new RunImages(new RunLogs(store), hooked).OfRunAsync(run.Id, default);
        Assert.Equal(2, (await pages!.NextAsync(2, default)).Length);
        Assert.Equal(1, lists);
        pages.Forget();
        Assert.Equal("1.3 1.4", string.Join(' ', (await pages.NextAsync(9, default)).Select(i => i.Name.Beat.Value)));
        Assert.Equal(2, lists);
        Assert.Empty(await pages.NextAsync(9, default));
    }

    [Fact]
    public async Task Listings_ManyAtOnce_AreMadeTwice()
    {
        var lists = 0;
        var open = new TaskCompletionSource();
        var images = new HookedImageStore(new InMemoryImageStore())
        {
            Before = operation =>
            {
                if (operation is "List" && Interlocked.Increment(ref lists) == 1)
                {
                    open.Task.Wait();
                }
            },
        };
        var listings = new SharedListings(images);
        Assert.True(ProjectName.TryParse("tale", out var project));

        var first = Task.Run(() => listings.ListAsync(project, ImageStyle.Clear, default));
        await ImageGen.Tests.Simulator.Eventually.TrueAsync(() => Volatile.Read(ref lists) == 1);
        var others = Enumerable.Range(0, 20).Select(_ => listings.ListAsync(project, ImageStyle.Clear, default)).ToArray();
        open.SetResult();
        await Task.WhenAll(others.Append(first));

        Assert.Equal(2, lists);
        await listings.ListAsync(project, ImageStyle.Clear, default);
        Assert.Equal(3, lists);
    }
}
