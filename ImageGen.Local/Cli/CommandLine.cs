using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using ImageGen.Core.Storyboards.Reading;
using ImageGen.Local.Cli.Views;

namespace ImageGen.Local.Cli;

/// <summary>The whole command line: the tree of commands, and what every one of them does with problems.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, CliEnvironment world)
    {
        world = world with { Output = new PlainWriter(world.Output), Error = new PlainWriter(world.Error) };
        var parsed = Tree(world).Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return Refuse(parsed, world);
        }

        var invocation = new InvocationConfiguration
        {
            Output = world.Output,
            Error = world.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, CancellationToken.None);
        }
        catch (UserException e)
        {
            world.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (world.Interrupts.First.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static RootCommand Tree(CliEnvironment world)
    {
        var root = new RootCommand(
            "Generates the beats of a storyboard in three styles with Google Gemini, and survives whatever happens meanwhile.")
        {
            SettingsOptions.Data,
        };
        Command[] commands =
        [
            GenerateCommand.Create(world), ServeCommand.Create(world), RunsCommand.Create(world), StatusCommand.Create(world),
            EditCommand.Create(world), ReviewCommand.Create(world), RestoreCommand.Create(world), ChooseCommand.Create(world),
            CastCommand.Create(world),
            ImportCommand.Create(world), ExportCommand.Create(world), McpCommand.Create(world),
            ModelsCommand.Create(world), DoctorCommand.Create(world), .. ControlCommands.Create(world),
        ];
        foreach (var command in commands)
        {
            root.Add(command);
        }

        return root;
    }

    private static int Refuse(ParseResult parsed, CliEnvironment world)
    {
        var command = parsed.CommandResult.Command;
        var isNoCommand = command is RootCommand && parsed.UnmatchedTokens.Count > 0;

        // An option that is none is taken for an argument, and then all that follows is one too many.
        var noOption = parsed.Tokens.FirstOrDefault(
            t => t.Type is TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
        var messages = noOption is null
            ? parsed.Errors.Select(e => e.Message).Where(m => !isNoCommand || parsed.UnmatchedTokens.Any(m.Contains))
            : [$"Unrecognized command or argument '{noOption}'."];
        foreach (var message in messages)
        {
            world.Error.WriteLine(message);
        }

        var known = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)).Append(SettingsOptions.Data.Name);
        if ((noOption is null ? parsed.UnmatchedTokens : [noOption]) is [var word, ..] && Nearest.Of(word, known) is { } meant)
        {
            world.Error.WriteLine($"Did you mean {meant}?");
        }

        var path = new Stack<string>();
        for (var at = parsed.CommandResult; at.Parent is CommandResult parent; at = parent)
        {
            path.Push(at.Command.Name);
        }

        world.Error.WriteLine($"'{string.Join(' ', [Suggest.Program, .. path, "--help"])}' says what there is.");
        return ExitCode.Usage;
    }
}
