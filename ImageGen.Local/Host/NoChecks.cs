using ImageGen.Core.Generation;
using ImageGen.Core.Models;

namespace ImageGen.Local.Host;

/// <summary>For an engine without a service and a disk: nothing can be checked.</summary>
internal sealed class NoChecks : IKeyCheck, IStorageCheck
{
    public static NoChecks Instance { get; } = new();

    public string Place => "memory";

    public Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken) =>
        Task.FromResult(new KeyCheckOutcome(KeyStatus.NotChecked, $"Key {key.Id} could not be checked: there is no service."));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
