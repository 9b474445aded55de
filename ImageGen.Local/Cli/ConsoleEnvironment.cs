using Spectre.Console;

namespace ImageGen.Local.Cli;

/// <summary>The command line's world in a real process.</summary>
internal static class ConsoleEnvironment
{
    public static CliEnvironment Create(Interrupts interrupts, Func<HostRequest, CancellationToken, Task<IRunHost>> openHost) => new()
    {
        Console = AnsiConsole.Console,
        Output = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true },
        CurrentFolder = Environment.CurrentDirectory,
        Time = TimeProvider.System,
        Interrupts = interrupts,
        OpenHost = openHost,
    };
}
