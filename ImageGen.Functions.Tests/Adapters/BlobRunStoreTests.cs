using Azure.Core.Pipeline;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Functions.Tests.Adapters;

[Collection(AzuriteTests.Name)]
public sealed class BlobRunStoreTests(AzuriteFixture azurite) : RunStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly BlobSettings _settings = azurite.Fresh();

    protected override IRunStore Open() => Open(_settings);

    [Fact]
    public async Task Append_FileIsFull_AllWritersContinueInTheNextOne()
    {
        const int blocks = 3;
        var run = await CreatedAsync();
        BlobRunStore[] sides = [Open(_settings, blocks), Open(_settings, blocks)];

        for (var n = 1; n <= 10; n++)
        {
            Assert.NotNull(await sides[n % 2].AppendAsync(run.Id, [Started(n)], null, None));
        }

        var all = await Open(_settings, blocks).ReadAsync(run.Id, LogPosition.Start, 100, None);
        Assert.Equal(Enumerable.Range(1, 10), all.Select(e => ((RunStarted)e.Event).Start));
        Assert.Equal(all.Select(e => e.Position.Value).Order(), all.Select(e => e.Position.Value));
        Assert.Equal(4, LogPlace.Of(all[^1].Position).File + 1);
        Assert.Equal([4, 5, 6], (await sides[0].ReadAsync(run.Id, all[2].Position, 3, None)).Select(e => ((RunStarted)e.Event).Start));
    }

    [Fact]
    public async Task Append_ExpectedIsTheEndOfAFullFile_OneOfTwoSidesWins()
    {
        const int blocks = 2;
        var run = await CreatedAsync();
        var store = Open(_settings, blocks);
        await store.AppendAsync(run.Id, [Started(1)], null, None);
        var end = await store.AppendAsync(run.Id, [Started(2)], null, None);

        Assert.NotNull(await store.AppendAsync(run.Id, [Started(3)], end, None));
        Assert.Null(await Open(_settings, blocks).AppendAsync(run.Id, [Started(4)], end, None));

        Assert.Equal(3, (await store.ReadAsync(run.Id, LogPosition.Start, 10, None)).Length);
    }

    [Fact]
    public async Task Append_WithoutWaiting_SharesBlocks()
    {
        var run = await CreatedAsync();
        var requests = new RequestCounter("PUT", "comp=appendblock");
        var store = Open(_settings, policy: requests);

        await Task.WhenAll(Enumerable.Range(1, 200).Select(n => store.AppendAsync(run.Id, [Started(n)], null, None)));

        Assert.InRange(requests.Count, 1, 20);
    }

    [Fact]
    public async Task Read_LogIsFollowed_SendsOneRequestWhetherOrNotSomethingIsNew()
    {
        var run = await CreatedAsync();
        var end = await Open().AppendAsync(run.Id, [Started(1)], null, None);
        var requests = new RequestCounter(null, "logs/");
        var store = Open(_settings, policy: requests);
        Assert.Single(await store.ReadAsync(run.Id, LogPosition.Start, 10, None));
        var first = requests.Count;

        Assert.Empty(await store.ReadAsync(run.Id, end!.Value, 10, None));
        Assert.Equal(first + 1, requests.Count);
        await Open().AppendAsync(run.Id, [Started(2)], null, None);
        Assert.Single(await store.ReadAsync(run.Id, end.Value, 10, None));
        Assert.Equal(first + 2, requests.Count);
        Assert.Equal(2, first);
    }

    [Fact]
    public async Task Read_AnotherProcessDeletedTheRun_HasNothingMore()
    {
        var run = await CreatedAsync();
        var store = Open();
        await store.AppendAsync(run.Id, [Started(1), Started(2)], null, None);
        var all = await store.ReadAsync(run.Id, LogPosition.Start, 10, None);

        await Open().DeleteAsync(run.Id, None);

        Assert.Empty(await store.ReadAsync(run.Id, all[0].Position, 10, None));
        Assert.Empty(await store.ReadAsync(run.Id, all[1].Position, 10, None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_AnswerIsLost_IsInTheLogOnce(bool isTaken)
    {
        var run = await CreatedAsync();
        var first = await Open().AppendAsync(run.Id, [Started(1)], null, None);
        var store = Open(_settings, policy: new LostAnswer(isTaken));

        var second = await store.AppendAsync(run.Id, [Started(2)], first, None);

        Assert.NotNull(second);
        var all = await Open().ReadAsync(run.Id, LogPosition.Start, 10, None);
        Assert.Equal([1, 2], all.Select(e => ((RunStarted)e.Event).Start));
        Assert.Equal(all[^1].Position, second);
    }

    [Fact]
    public async Task Append_RunIsGone_SaysSo()
    {
        var run = await CreatedAsync();
        await Open().AppendAsync(run.Id, [Started(1)], null, None);
        await Open().DeleteAsync(run.Id, None);

        var fault = await Assert.ThrowsAsync<UserException>(() => Open().AppendAsync(run.Id, [Started(2)], null, None));

        Assert.Contains(run.Id, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NamesThatDifferInCase_AreOneRun()
    {
        var run = await CreatedAsync();

        Assert.False(await Open().CreateAsync(run with { Id = run.Id.ToUpperInvariant() }, None));
        Assert.NotNull(await Open().FindAsync(run.Id.ToUpperInvariant(), None));
    }

    [Fact]
    public async Task List_ManyRuns_ReadsNoDocument()
    {
        for (var n = 1; n <= 5; n++)
        {
            await Open().CreateAsync(new StoryboardBuilder().BuildRun(n, At(n)), None);
        }

        var reads = new RequestCounter("GET", "runs/");
        var list = await Open(_settings, policy: reads).ListAsync(null, None);

        Assert.Equal(5, list.Length);
        Assert.Equal(0, reads.Count);
    }

    [Fact]
    public async Task AnyCall_AccountRefuses_NamesContainerAndRole()
    {
        var refused = azurite.Fresh(key: Convert.ToBase64String(new byte[64]));

        var fault = await Assert.ThrowsAsync<UserException>(() => Open(refused).ListAsync(null, None));

        Assert.Contains(refused.RunsContainer, fault.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Blob Data Contributor", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_ConnectionRefused_NamesThePlaceAndTheSetting()
    {
        var nowhere = azurite.Fresh()
            with
        { ConnectionString = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:1/a" };
        var store = new BlobRunStore(
            new BlobContainers(nowhere, o => o.Retry.MaxRetries = 0), TimeProvider.System, NullLogger<BlobRunStore>.Instance);

        var fault = await Assert.ThrowsAsync<UserException>(() => store.ListAsync(null, None));

        Assert.Contains("127.0.0.1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ImageGen:Storage", fault.Message, StringComparison.Ordinal);
    }

    private static RunStarted Started(int start) => new(At(start), start);

    private static BlobRunStore Open(BlobSettings settings, int blocks = 50_000, HttpPipelinePolicy? policy = null) => new(
        new BlobContainers(settings, options =>
        {
            options.AddPolicy(new BlockLimit(blocks), Azure.Core.HttpPipelinePosition.PerCall);
            if (policy is not null)
            {
                options.AddPolicy(policy, Azure.Core.HttpPipelinePosition.PerCall);
            }
        }),
        TimeProvider.System,
        NullLogger<BlobRunStore>.Instance,
        blocks);

    private async Task<RunDocument> CreatedAsync()
    {
        var run = new StoryboardBuilder().BuildRun();
        Assert.True(await Open().CreateAsync(run, None));
        return run;
    }
}
