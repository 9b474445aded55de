using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Local.Cli;

/// <summary><c>doctor --reset-limits</c>.</summary>
internal static class LimitReset
{
    private const string Done = "Learned limits are reset: the configured ones are tried again.";

    /// <summary><see cref="ExitCode.Done"/>, or the exit code of a failure that has been reported.</summary>
    public static async Task<int> RunAsync(CliEnvironment world, DataFolder data, ImageGenOptions options)
    {
        var command = new RunCommand(RunCommandKind.ResetLimits, string.Empty, world.Time.GetUtcNow());
        var route = new CommandRoute(world, data);
        return await route.TryAskAsync(command, owner => $"{Done} {owner} works with them.", world.Interrupts.First)
            ?? (Directory.Exists(data.Control)
                ? await route.CarryOutAsync(command, Done, ResetAsync)
                : route.Report(command, new ControlResult.Done(), Done));

        async Task<ControlResult> ResetAsync()
        {
            await using var pools = new KeyPools(
                options.Limits, data, world.Time, NullLogger<KeyPools>.Instance, KeyPools.PrefixOf(options.HasKeys));
            await pools.ResetAsync(CancellationToken.None);
            return new ControlResult.Done();
        }
    }
}
