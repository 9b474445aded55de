using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using Spectre.Console;

namespace ImageGen.Local.Cli;

/// <summary>All that the command line uses of the world.</summary>
internal sealed record CliEnvironment
{
    /// <summary>The terminal, for lines that change in place.</summary>
    public required IAnsiConsole Console { get; init; }

    /// <summary>Where results go: plain text.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where problems go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where warnings go.</summary>
    public required ErrorLog Log { get; init; }

    /// <summary>True for a terminal in which lines can change in place.</summary>
    public required bool IsTerminal { get; init; }

    public required string CurrentFolder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Ctrl-C.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>Opens the engine on a data folder, which it then owns.</summary>
    public required Func<HostRequest, CancellationToken, Task<IRunHost>> OpenHost { get; init; }

    /// <summary>Standard input and output as bytes, for a protocol that speaks over them.</summary>
    public Func<(Stream Input, Stream Output)> OpenStreams { get; init; } = () => (System.Console.OpenStandardInput(), System.Console.OpenStandardOutput());

    /// <summary>Writes sentences: broken between words in a terminal, else one to a line.</summary>
    public void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in IsTerminal ? lines.SelectMany(line => Words.Wrap(line, Console.Profile.Width - 1)) : lines)
        {
            Output.WriteLine(line);
        }
    }

    public IRunScreen Screen => IsTerminal ? new LiveScreen(Console, Log, Time) : new PlainScreen(Output, Time);
}

/// <summary>What an engine is opened with.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Configuration">Where the settings came from; keys may change in it.</param>
/// <param name="Options">The settings.</param>
/// <param name="Command">The command, for whoever finds the data folder in use.</param>
/// <param name="StyleReference">A style reference that a person named; null: the project's own.</param>
/// <param name="Seed">Of the simulator, where it answers.</param>
/// <param name="TakesUpAll">True for a host that goes on with every unfinished run, as the settings say; false for one that works on one run only.</param>
internal sealed record HostRequest(
    DataFolder Data,
    IConfiguration Configuration,
    ImageGenOptions Options,
    string Command,
    string? StyleReference = null,
    ulong Seed = 1,
    bool TakesUpAll = false);
