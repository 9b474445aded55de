using System.Diagnostics;

namespace ImageGen.Tests.Deploy;

/// <summary>Runs the Bicep compiler on a copy of <c>infra</c>, without network.</summary>
internal sealed class BicepTool(string folder)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    public async Task<BicepResult> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Repository.Metadata("Bicep"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", ["BICEP_TRACING_ENABLED"] = null },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new BicepResult(process.ExitCode, await output, await errors);
    }
}

/// <summary>What the compiler answered; warnings are in <paramref name="Errors"/> while the exit code is 0.</summary>
internal sealed record BicepResult(int ExitCode, string Output, string Errors);
