using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImageGen.Tests.Secrets;

/// <summary>The embedded host as a process of its own: everything that it says is kept.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.Exited += (_, _) => _serving.TrySetException(new InvalidOperationException($"The host has ended:\n{Said}"));
        _process.EnableRaisingEvents = true;
    }

    /// <summary>All of its standard output and error so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>How others see it in a list of processes.</summary>
    public string CommandLine => string.Join(' ', _process.StartInfo.ArgumentList);

    public static async Task<(HostProcess Host, Uri Address)> StartAsync(
        string folder, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            ArgumentList = { Path.Combine(
                AppContext.BaseDirectory,
                "imagegen.dll"), "serve", "--urls", "http://127.0.0.1:0", "--data", Path.Combine(folder, "data") },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var host = new HostProcess(start);
        return (host, await host._serving.Task.WaitAsync(cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (line is not null && Serving().Match(line) is { Success: true } serving)
        {
            _serving.TrySetResult(new Uri(serving.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"^Serving (http://[\d.]+:\d+)")]
    private static partial Regex Serving();
}
