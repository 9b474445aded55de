using System.Diagnostics.CodeAnalysis;

namespace ImageGen.Tests.Local.Engine;

/// <summary>Tests of the embedded engine, with an <see cref="EngineFixture"/> for each.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public abstract class EngineTests : IAsyncLifetime
{
    private protected readonly EngineFixture _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();
}
