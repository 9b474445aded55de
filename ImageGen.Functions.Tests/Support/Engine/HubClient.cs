using DurableTask.AzureStorage;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>As much of the durable client as the app uses, straight on a task hub.</summary>
internal sealed class HubClient(HubSettings hub, TimeSpan? poll = null) : DurableTaskClient(hub.Name)
{
    private static readonly JsonDataConverter Converter = new(ImageGenJson.Options);

    private readonly AzureStorageOrchestrationService _service = hub.Open("client");

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var instance = new OrchestrationInstance
        {
            InstanceId = options?.InstanceId ?? Guid.NewGuid().ToString("N"),
            ExecutionId = Guid.NewGuid().ToString("N"),
        };
        var started = new ExecutionStartedEvent(-1, Converter.Serialize(input))
        {
            Name = orchestratorName.Name,
            Version = options?.Version is { } version ? version.Version : hub.Version,
            OrchestrationInstance = instance,
        };
        var refused = options?.DedupeStatuses?.Select(Enum.Parse<OrchestrationStatus>).ToArray();
        await _service.CreateTaskOrchestrationAsync(new TaskMessage { OrchestrationInstance = instance, Event = started }, refused);
        return instance.InstanceId;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new EventRaisedEvent(-1, Converter.Serialize(eventPayload)) { Name = eventName });

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionSuspendedEvent(-1, reason));

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new ExecutionResumedEvent(-1, reason));

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        _service.ForceTerminateTaskOrchestrationAsync(instanceId, Converter.Serialize(options?.Output));

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        (await _service.GetOrchestrationStateAsync(instanceId, allExecutions: false, fetchInput: getInputsAndOutputs)) is [var state, ..]
            && state is not null
            ? Of(state, getInputsAndOutputs)
            : null;

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(
        Microsoft.DurableTask.Client.OrchestrationQuery? filter = null) =>
        Pageable.Create(async (continuation, size, cancellation) =>
        {
            var found = await _service.GetOrchestrationWithQueryAsync(
                new DurableTask.Core.Query.OrchestrationQuery
                {
                    RuntimeStatus = filter?.Statuses?.Select(s => (OrchestrationStatus)s).ToList(),
                    InstanceIdPrefix = filter?.InstanceIdPrefix,
                    PageSize = size ?? filter?.PageSize ?? 100,
                    ContinuationToken = continuation,
                    FetchInputsAndOutputs = filter?.FetchInputsAndOutputs ?? false,
                },
                cancellation);
            return new Page<OrchestrationMetadata>([.. found.OrchestrationState.Select(s => Of(s, true))], found.ContinuationToken);
        });

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        UntilAsync(instanceId, i => i.RuntimeStatus is not OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        UntilAsync(instanceId, i => i.IsCompleted, getInputsAndOutputs, cancellation);

    public override async Task<Microsoft.DurableTask.Client.PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        new((await _service.PurgeInstanceHistoryAsync(instanceId)).InstancesDeleted);

    public override ValueTask DisposeAsync()
    {
        _service.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The rows of an instance's history, each by the kind of its event.</summary>
    public async Task<EventType[]> RowsAsync(string instanceId)
    {
        using var history = System.Text.Json.JsonDocument.Parse(await _service.GetOrchestrationHistoryAsync(instanceId, null));
        return [.. history.RootElement.EnumerateArray().Select(row => (EventType)row.GetProperty("EventType").GetInt32())];
    }

    private async Task<OrchestrationMetadata> UntilAsync(
        string instanceId, Func<OrchestrationMetadata, bool> isSo, bool getInputsAndOutputs, CancellationToken cancellation)
    {
        while (true)
        {
            if (await GetInstancesAsync(instanceId, getInputsAndOutputs, cancellation) is { } instance && isSo(instance))
            {
                return instance;
            }

            await Task.Delay(poll ?? TimeSpan.FromMilliseconds(250), cancellation);
        }
    }

    private Task SendAsync(string instanceId, HistoryEvent e) =>
        _service.SendTaskOrchestrationMessageAsync(
            new TaskMessage { OrchestrationInstance = new() { InstanceId = instanceId }, Event = e });

    private static OrchestrationMetadata Of(OrchestrationState state, bool getInputsAndOutputs) =>
        new(state.Name, state.OrchestrationInstance.InstanceId)
        {
            DataConverter = getInputsAndOutputs ? Converter : null,
            RuntimeStatus = (OrchestrationRuntimeStatus)state.OrchestrationStatus,
            CreatedAt = state.CreatedTime,
            LastUpdatedAt = state.LastUpdatedTime,
            SerializedInput = state.Input,
            SerializedOutput = state.Output,
            SerializedCustomStatus = state.Status,
            FailureDetails = Of(state.FailureDetails),
        };

    private static TaskFailureDetails? Of(FailureDetails? failure) => failure is null
        ? null
        : new TaskFailureDetails(failure.ErrorType, failure.ErrorMessage, failure.StackTrace, Of(failure.InnerFailure), null);
}
