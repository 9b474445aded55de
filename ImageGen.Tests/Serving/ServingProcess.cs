using System.Diagnostics;
using System.Text.RegularExpressions;
using ImageGen.Local.Engine;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Cli;

namespace ImageGen.Tests.Serving;

/// <summary><c>imagegen serve</c> in a process of its own, which can be killed.</summary>
internal sealed partial class ServingProcess : IAsyncDisposable
{
    private static readonly string Program = typeof(EmbeddedEngine).Assembly.Location;
    private readonly Process _process;
    private readonly PrintedText _said = new();

    private ServingProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <summary>Starts it in the folder of its settings and data.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="urls">Where to listen; by default at a port that the system chooses.</param>
    public static async Task<ServingProcess> StartAsync(TempFolder folder, string urls = "http://127.0.0.1:0")
    {
        var start = new ProcessStartInfo("dotnet", [Program, "serve", "--urls", urls])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var serving = new ServingProcess(Process.Start(start)!);
        serving._process.OutputDataReceived += serving.Hear;
        serving._process.ErrorDataReceived += serving.Hear;
        serving._process.BeginOutputReadLine();
        serving._process.BeginErrorReadLine();
        serving.Address = new Uri(await serving._said.WhenPrintedAsync(ServedAt()));
        return serving;
    }

    /// <summary>Ends it as a power cut would, as far as the program can tell.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    // The dispose of what it says is left out: lines may come in until the very end.
    private void Hear(object sender, DataReceivedEventArgs line) => _said.Write(line.Data + "\n");

    [GeneratedRegex(@"(?<=Serving )http://127\.0\.0\.1:\d+")]
    private static partial Regex ServedAt();
}
