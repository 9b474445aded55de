using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
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
    public Func<(Stream Input, Stream Output)> OpenStreams { get; init; } = () =>
        (System.Console.OpenStandardInput(), System.Console.OpenStandardOutput());

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
