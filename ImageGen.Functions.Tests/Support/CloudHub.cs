using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Workflows.Status;
using ImageGen.Functions.Adapters.Configuration;
using ImageGen.Functions.Http;
using ImageGen.Functions.Tests.Support.Engine;
using ImageGen.Functions.Workers;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGen.Functions.Tests.Support;

/// <summary>The cloud app over Azurite and a service that generates images: its storage, its task hub, its workers.</summary>
internal sealed class CloudHub : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private readonly List<CloudWorker> _workers = [];

    public CloudHub(AzuriteFixture azurite, string gemini, Func<HubSettings, HubSettings>? hub = null, TimeSpan? poll = null)
    {
        var nothing = new ConfigurationBuilder().Build();
        Hub = (hub ?? (h => h))(azurite.Hub());
        Settings = CloudSettingsReader.Read(
            nothing, ActivitySlots.HostJson(AppContext.BaseDirectory), new DateOnly(2026, 11, 1)).Settings with
        {
            Storage = azurite.Fresh(),
            Gemini = new GeminiOptions { BaseUrl = gemini },
        };
        Client = new HubClient(Hub, poll);
    }

    public HubSettings Hub { get; }

    public CloudSettings Settings { get; }

    public HubClient Client { get; }

    /// <summary>After so long a call has lost its worker; null: the app's own limit.</summary>
    public TimeSpan? CallLimit { get; init; }

    public SignOptions Signs { get; init; } = new();

    public IApiKeySource Keys { get; init; } = new KeysPerStyle(1, 1_000);

    public T Get<T>()
        where T : notnull => _workers[^1].Services.GetRequiredService<T>();

    public RunService Service => Get<RunServices>().With(Client);

    public async Task<CloudWorker> StartWorkerAsync()
    {
        var worker = await CloudWorker.StartAsync(this, $"worker-{_workers.Count}");
        _workers.Add(worker);
        return worker;
    }

    public async Task<RunDocument> StartAsync(StoryboardBuilder storyboard) =>
        Assert.IsType<StartResult.Started>(await Service.StartAsync(storyboard.Build(), CancellationToken.None)).Run;

    public async Task<RunProgress> EndAsync(string runId)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        OrchestrationMetadata end;
        try
        {
            end = await Client.WaitForInstanceCompletionAsync(runId, getInputsAndOutputs: true, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            var instances = await InstancesAsync(runId);
            throw new TimeoutException(string.Join(
                '\n',
                [
                    .. instances.Select(i => $"{i.InstanceId} {i.RuntimeStatus} {i.SerializedCustomStatus}"),
                    .. (await LogAsync(runId)).TakeLast(8).Select(e => $"{e}"),
                ]));
        }

        Assert.True(end.RuntimeStatus is OrchestrationRuntimeStatus.Completed, $"{end.RuntimeStatus}: {end.SerializedOutput}");
        return end.ReadOutputAs<RunProgress>()!;
    }

    public async Task<List<RunEvent>> LogAsync(string runId) =>
        [.. (await Get<IRunStore>().ReadAsync(runId, LogPosition.Start, int.MaxValue, CancellationToken.None)).Select(e => e.Event)];

    public async Task UntilAsync(string runId, Func<List<RunEvent>, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!isSo(await LogAsync(runId)))
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException(string.Join('\n', (await LogAsync(runId)).TakeLast(12)));
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Until the root's custom status is so, while somebody asks for the run's view again and again.</summary>
    public async Task UntilStatusAsync(string runId, Func<string, bool> isSo, RunServices services)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while ((await Client.GetInstanceAsync(
            runId, getInputsAndOutputs: true, deadline.Token))?.SerializedCustomStatus is not { } status || !isSo(status))
        {
            await services.RefreshAsync(Client, runId, deadline.Token);
            await Task.Delay(200, deadline.Token);
        }
    }

    /// <summary>The durable instances of a run: the root and everything below it.</summary>
    public async Task<List<OrchestrationMetadata>> InstancesAsync(string runId)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var instance in Client.GetAllInstancesAsync(
            new OrchestrationQuery { InstanceIdPrefix = runId, FetchInputsAndOutputs = true }))
        {
            found.Add(instance);
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Client.DisposeAsync();
    }
}

/// <summary>So many keys of a project each for every style.</summary>
internal sealed class KeysPerStyle(int count, int requests) : IApiKeySource
{
    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<ApiKey>>(
        [.. Enumerable.Range(1, count).Select(
            n => new ApiKey($"{style.Name()}-{n}", $"test-key-{style.Name()}-{n}", Project: $"{style.Name()}-{n}", Requests: requests))]);
}
