using System.Text;
using Spectre.Console;

namespace ImageGen.Local.Cli;

/// <summary>The command line's world in a real process.</summary>
internal static class ConsoleEnvironment
{
    public static CliEnvironment Create(Interrupts interrupts, Func<HostRequest, CancellationToken, Task<IRunHost>> openHost)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        var isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
        return new CliEnvironment
        {
            Console = AnsiConsole.Console,
            Output = Console.Out,
            Error = Console.Error,
            Log = new ErrorLog(Console.Error, TimeProvider.System),
            IsTerminal = isTerminal,
            CurrentFolder = Environment.CurrentDirectory,
            Time = TimeProvider.System,
            Interrupts = interrupts,
            OpenHost = openHost,
        };
    }
}
