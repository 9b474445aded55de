using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Contracts;

/// <summary>An engine under test, with a clock that the test moves.</summary>
public interface IEngineHarness : IAsyncDisposable
{
    /// <summary>A short wait, as this engine counts: a minute in virtual time, less on a real clock.</summary>
    TimeSpan Tick { get; }

    /// <summary>Starts an instance; there is none of that id.</summary>
    Task StartAsync(string workflow, string instanceId, object input);

    /// <summary>Sends a signal from outside.</summary>
    Task SignalAsync(string instanceId, string name, object payload);

    /// <summary>Lets everything happen that does not wait for a <see cref="Tick"/>, a signal or a word of the test.</summary>
    Task SettleAsync();

    /// <summary>Lets everything happen that happens within this time.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>Lets time pass until the instance has ended, and gives its result.</summary>
    /// <exception cref="WorkflowActivityException">It failed.</exception>
    Task<T> ResultAsync<T>(string instanceId);

    /// <summary>The custom status of a running instance as JSON; null: none was set.</summary>
    Task<string?> StatusAsync(string instanceId);
}
