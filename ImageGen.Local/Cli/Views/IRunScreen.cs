using ImageGen.Local.Host;

namespace ImageGen.Local.Cli.Views;

/// <summary>Shows a run that is in progress.</summary>
internal interface IRunScreen
{
    /// <summary>The update that was shown last.</summary>
    RunUpdate? Last { get; }

    /// <summary>Shows every update until there are no more.</summary>
    Task ShowAsync(IAsyncEnumerable<RunUpdate> updates, CancellationToken cancellationToken);
}
