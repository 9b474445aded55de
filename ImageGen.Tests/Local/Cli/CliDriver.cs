using System.Text.RegularExpressions;
using ImageGen.Local.Cli;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Host;
using Spectre.Console;

namespace ImageGen.Tests.Local.Cli;

/// <summary>Runs command lines in a folder of their own, with a fake engine, and keeps what they print.</summary>
internal sealed class CliDriver : IDisposable
{
    private readonly PrintedText _output = new();
    private readonly PrintedText _error = new();

    public TempFolder Folder { get; } = new();

    /// <summary>The current folder, within <see cref="Folder"/>.</summary>
    public string Current { get; init; } = "";

    public Interrupts Interrupts { get; } = new();

    public FakeRunHost Host { get; set; } = new();

    public List<HostRequest> Opened { get; } = [];

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_output),
        });
        console.Profile.Width = 100;
        return CommandLine.RunAsync(args, new CliEnvironment
        {
            Console = console,
            Output = _output,
            Error = _error,
            Log = new ErrorLog(_error, TimeProvider.System),
            IsTerminal = false,
            CurrentFolder = Folder[Current],
            Time = TimeProvider.System,
            Interrupts = Interrupts,
            OpenHost = (request, _) =>
            {
                Opened.Add(request);
                return Task.FromResult<IRunHost>(Host);
            },
        });
    }

    /// <summary>Waits until a running command has printed something.</summary>
    public Task<string> WhenPrintedAsync(Regex what) => _output.WhenPrintedAsync(what);

    /// <summary>A storyboard of two beats in two styles.</summary>
    public void WriteStoryboard(string name = "fable.json") => Folder.Write(name, """
        {
          "projectPath": "projects/fable",
          "promptsByStyle": {
            "illustration": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."}],
            "clear": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."}]
          }
        }
        """);

    public void Dispose()
    {
        Folder.Dispose();
        Interrupts.Dispose();
        _output.Dispose();
        _error.Dispose();
    }
}
