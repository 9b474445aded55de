using System.CommandLine;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Simulated;

namespace ImageGen.Local.Cli;

/// <summary>The settings as a command needs them: all sources together, without fault, or a message that lists every fault.</summary>
internal static class SettingsOptions
{
    /// <summary>On every command.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder of projects and runs. Default: ImageGen__Data, else 'output' in the current folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <exception cref="UserException">Something is wrong with the settings.</exception>
    public static (IConfigurationRoot Configuration, ImageGenOptions Options) Read(CliEnvironment world, ParseResult parsed)
    {
        var commandLine = new Dictionary<string, string?>();
        if (parsed.GetValue(Data) is { } data)
        {
            commandLine[$"{ImageGenOptionsReader.Root}:Data"] = data;
        }

        var configuration = HostConfiguration.Build(world.CurrentFolder, commandLine);
        var (options, faults, notes) = ImageGenOptionsReader.Read(
            configuration, DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime), world.CurrentFolder);
        if (!faults.IsEmpty)
        {
            throw new UserException("The settings cannot be used:" + Environment.NewLine
                + string.Join(Environment.NewLine, faults.Select(f => $"  {f.Path}: {f.Problem} {f.Remedy}")));
        }

        foreach (var note in notes)
        {
            world.Error.WriteLine($"Note: {note}");
        }

        return (configuration, options with
        {
            Data = Path.GetFullPath(options.Data, world.CurrentFolder),

            // Without a key the simulator answers, and its limits are what they are.
            Limits = options.HasKeys ? options.Limits : BuiltInSimulator.Limits with { Lease = options.Limits.Lease },
        });
    }

    /// <summary>For commands that are suggested: the data folder where a person named it.</summary>
    public static Suggest Suggest(ParseResult parsed) => new(parsed.GetValue(Data));
}
