using ImageGen.Local.Cli.Views;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using Spectre.Console;

namespace ImageGen.Local.Cli;

/// <summary>The command line's world in a real process.</summary>
internal static class ConsoleEnvironment
{
    public static CliEnvironment Create(Interrupts interrupts, Func<EngineServices, IHostEngine> createEngine)
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        var log = new ErrorLog(Console.Error, TimeProvider.System);
        var isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities is { Ansi: true, Interactive: true };
        return new CliEnvironment
        {
            Console = AnsiConsole.Console,
            Output = Console.Out,
            Error = Console.Error,
            Log = log,
            IsTerminal = isTerminal,
            CurrentFolder = Environment.CurrentDirectory,
            Time = TimeProvider.System,
            Interrupts = interrupts,
            OpenHost = (request, cancellationToken) =>
                RunHost.OpenAsync(request, Logs(request, log), TimeProvider.System, createEngine, cancellationToken),
        };
    }

    /// <summary>
    /// Who starts one run wants to know what is wrong; who serves wants to see what continues. <c>Logging:LogLevel</c> overrides both.
    /// </summary>
    private static ILoggerFactory Logs(HostRequest request, ErrorLog log) => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(request.RestoresRuns ? LogLevel.Information : LogLevel.Warning)
        .AddConfiguration(request.Configuration.GetSection("Logging"))
        .AddProvider(log));
}
