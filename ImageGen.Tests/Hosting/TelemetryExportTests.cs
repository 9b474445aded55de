using System.Collections.Concurrent;
using System.Diagnostics;
using ImageGen.Tests.Contracts;
using ImageGen.Tests.Local;

namespace ImageGen.Tests.Hosting;

public sealed class TelemetryExportTests
{
    private const string Storyboard = """
        {"projectPath": "projects/telemetry", "promptsByStyle": {"clear": [
          {"shot_number": 1, "beat_number": "1.1", "script_phrase": "x", "transition_type": "H", "ai_prompt": "A pond."}]}}
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Start_EndpointIsSet_TracesAndMetersOfARunArrive()
    {
        var paths = new ConcurrentBag<string>();
        var both = new TaskCompletionSource();
        await using var collector = await CannedServer.StartAsync(context =>
        {
            paths.Add(context.Request.Path);
            if (paths.Contains("/v1/traces") && paths.Contains("/v1/metrics"))
            {
                both.TrySetResult();
            }

            return Task.CompletedTask;
        });

        // A process of its own: the meter and the exporter's settings belong to a whole process.
        using var folder = new TempFolder();
        var storyboard = Path.Combine(folder.Path, "storyboard.json");
        await File.WriteAllTextAsync(storyboard, Storyboard);
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "imagegen.dll"), "generate", storyboard, "--data", folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
            Environment = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.BaseUrl, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadline);
        Assert.True(process.ExitCode == 0, await output + await errors);
        await both.Task.WaitAsync(Deadline);
    }
}
