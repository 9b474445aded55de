using System.Diagnostics;
using ImageGen.Local.Engine;

namespace ImageGen.Tests.Crash;

/// <summary>The command line in a process of its own: the very files that the build put beside the tests.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly string Program = typeof(EmbeddedEngine).Assembly.Location;
    private static readonly string DotNet =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];
    private readonly Task _outputEnd;
    private readonly Task _errorEnd;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CliProcess(Process process)
    {
        _process = process;
        _outputEnd = CollectAsync(process.StandardOutput, _output);
        _errorEnd = CollectAsync(process.StandardError, _error);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>Everything that it said, for messages of failed tests.</summary>
    public override string ToString() => $"exit {(HasExited ? _process.ExitCode : "none")}\n--- out\n{Output}\n--- error\n{Error}";

    /// <param name="folder">The folder that it starts in, and its home.</param>
    /// <param name="settings">Its environment; nothing else of ours is in it.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="isPlain">True: even root obeys file modes (root's rights are dropped).</param>
    public static CliProcess Start(
        string folder, IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments, bool isPlain = false)
    {
        string[] command = [.. isPlain && Environment.IsPrivilegedProcess ? PlainRights : [], DotNet, Program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("ImageGen", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = folder;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(Process.Start(start)!);
    }

    /// <summary>Root without any of root's rights.</summary>
    public static string[] PlainRights { get; } = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself at this very moment.
        }
    }

    /// <summary>SIGINT, as a terminal sends it.</summary>
    public async Task InterruptAsync()
    {
        using var sender = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await sender.WaitForExitAsync();
        Assert.Equal(0, sender.ExitCode);
    }

    /// <summary>The exit code, once all that it said is here.</summary>
    public async Task<int> ExitAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _outputEnd, _errorEnd).WaitAsync(Deadline);
            return _process.ExitCode;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It does not end: {this}", e);
        }
    }

    /// <summary>Completes when it has said that, on either stream.</summary>
    public async Task SaysAsync(string part) => Assert.True(await SaysOrEndsAsync(part), $"It has not said '{part}': {this}");

    /// <summary>Completes when it has said that, on either stream; false when it has ended without.</summary>
    public async Task<bool> SaysOrEndsAsync(string part)
    {
        var ended = Task.WhenAll(_outputEnd, _errorEnd);
        while (true)
        {
            Task news;
            var hasEnded = ended.IsCompleted;
            lock (_gate)
            {
                if (_output.Concat(_error).Any(line => line.Contains(part, StringComparison.Ordinal)))
                {
                    return true;
                }

                news = _news.Task;
            }

            if (hasEnded)
            {
                return false;
            }

            var late = Task.Delay(Deadline);
            Assert.True(await Task.WhenAny(news, ended, late) != late, $"It has not said '{part}': {this}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Task.WhenAll(_process.WaitForExitAsync(), _outputEnd, _errorEnd);
        _process.Dispose();
    }

    private async Task CollectAsync(StreamReader reader, List<string> lines)
    {
        await Task.Yield();
        while (await reader.ReadLineAsync() is { } line)
        {
            TaskCompletionSource news;
            lock (_gate)
            {
                lines.Add(line);
                (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            news.SetResult();
        }
    }

    private string Text(List<string> lines)
    {
        lock (_gate)
        {
            return string.Join('\n', lines);
        }
    }
}
