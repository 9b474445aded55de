using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Local.Engine;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <content>The processes that work on the runs.</content>
internal sealed partial class SimulatedRuns
{
    private Host OpenHost()
    {
        var runLogs = new RunLogs(_runStore);
        TimeProvider time = _isCloud ? Wall : new SteadyClock(Wall);
        var generator = new BeatGenerator(runLogs, _imageStore, _keySource, _model, ModelCatalogue.BuiltIn, time);
        var activities = new RunActivities(runLogs, _imageStore, _keySource, generator, time);
        return new Host(runLogs, time, ActivityTable.Of(activities).ToDictionary(b => b.Name));
    }

    private sealed record Host(RunLogs RunLogs, TimeProvider Time, Dictionary<string, ActivityBody> Bodies);

    private sealed class SecretKeys(int perStyle) : IApiKeySource
    {
        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ApiKey>>(
                [.. Enumerable.Range(1, perStyle).Select(n => new ApiKey($"{style.Name()}-{n}", $"KEY-SECRET-{n}"))]);
    }

    /// <summary>A host's way to start and wake workflows; what it cannot log it tries again.</summary>
    private sealed class Waker(SimulatedRuns world) : IWorkflowClient
    {
        private readonly HashSet<string> _started = [];

        public void OpenAgain(string runId)
        {
            try
            {
                RunWorld.Now(world._runStore.AppendAsync(
                    runId, [new RunStarted(world._host.Time.GetUtcNow(), world.StateOf(runId).Starts + 1)], null, default));
                RunWorld.Now(WakeAsync(runId, default));
            }
            catch (UserException)
            {
                world.Engine.At(world.Clock.GetUtcNow() + HostRetry, () => OpenAgain(runId));
            }
        }

        public Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            if (world.IsDeleted(runId))
            {
                return Task.CompletedTask;
            }

            if (_started.Add(runId))
            {
                RunWorld.Now(world._runStore.AppendAsync(
                    runId, [new RunStarted(world._host.Time.GetUtcNow(), 1)], null, cancellationToken));
            }

            if (!world.Engine.Start(StoryboardWorkflow.Name, runId, new StoryboardInput(runId, WorkflowRevisions.Current)))
            {
                world.Engine.Signal(runId, WorkflowNames.Control, true);
            }

            return Task.CompletedTask;
        }

        /// <summary>
        /// A word was under way to a root that ended meanwhile. Durable Functions drops it, and the run continues with a person's next
        /// word; the embedded engine starts the root again behind its end.
        /// </summary>
        public void SignalLost(string instanceId, string name)
        {
            if (!world._isCloud && name == WorkflowNames.Control && world.Runs.Contains(instanceId))
            {
                RunWorld.Now(WakeAsync(instanceId, default));
            }
        }

        /// <summary>In the cloud workflows are deleted with their run, and so have to be over.</summary>
        public Task<bool> DeleteAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(
            !world._isCloud || !world.Engine.Instances.Keys.Any(
                i => (i == runId || i.StartsWith(runId + ":", StringComparison.Ordinal)) && world.Engine.IsRunning(i)));

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken)
        {
            world.Engine.CancelActivities(
                a => a.Name == WorkflowNames.GenerateBeat && a.InstanceId.StartsWith(runId + ":", StringComparison.Ordinal));
            return Task.CompletedTask;
        }
    }
}
