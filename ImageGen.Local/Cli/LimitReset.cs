using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Local.Cli;

/// <summary>
/// <c>doctor --reset-limits</c>: through the inbox when another process works on the data folder, else on its key pools themselves.
/// </summary>
internal static class LimitReset
{
    private const string Done = "Learned limits are reset: the configured ones are tried again.";

    /// <summary><see cref="ExitCode.Done"/>, or the exit code of a failure that has been reported.</summary>
    public static async Task<int> RunAsync(CliEnvironment world, DataFolder data, ImageGenOptions options)
    {
        if (DataLock.OwnerOf(data) is { } owner)
        {
            return await AskAsync(world, data, owner);
        }

        if (Directory.Exists(data.Control))
        {
            using var mine = DataLock.Acquire(data, DataOwner.ThisProcess("doctor", world.Time));
            await using var pools = new KeyPools(
                options.Limits, data, world.Time, NullLogger<KeyPools>.Instance, KeyPools.PrefixOf(options.HasKeys));
            await pools.ResetAsync(CancellationToken.None);
        }

        world.Output.WriteLine(Done);
        return ExitCode.Done;
    }

    private static async Task<int> AskAsync(CliEnvironment world, DataFolder data, DataOwner owner)
    {
        var inbox = new CommandInbox(data, world.Time, NullLogger<CommandInbox>.Instance);
        var command = new RunCommand(RunCommandKind.ResetLimits, string.Empty, world.Time.GetUtcNow());
        switch (await inbox.SendAsync(command, CommandInbox.Patience, world.Interrupts.First))
        {
            case RunCommandOutcome.Done:
                world.Output.WriteLine($"{Done} {owner} works with them.");
                return ExitCode.Done;
            case RunCommandOutcome.Refused refused:
                world.Error.WriteLine($"Learned limits were not reset. {refused.Problem}");
                return ExitCode.Usage;
            default:
                world.Error.WriteLine(CommandInbox.NotTaken(data, owner));
                return ExitCode.Incomplete;
        }
    }
}
