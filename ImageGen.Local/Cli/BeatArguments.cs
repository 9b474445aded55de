using System.CommandLine;

namespace ImageGen.Local.Cli;

/// <summary>The arguments of commands that are about one beat of a run: <c>run or project</c>, <c>style</c>, <c>beat</c>.</summary>
internal sealed class BeatArguments
{
    private readonly Argument<string> _run = new("run or project")
    {
        Description = "A run's id, as 'runs' lists it, or a project, whose last run is meant.",
    };

    private readonly Argument<string> _style = new("style") { Description = "illustration, clear or consistent." };
    private readonly Argument<string> _beat = new("beat") { Description = "The beat's number, such as 1.1." };

    /// <summary>A command that has them first.</summary>
    public Command NewCommand(string name, string description, params ReadOnlySpan<Option> options)
    {
        var command = new Command(name, description) { _run, _style, _beat };
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command;
    }

    /// <summary>The run or the project.</summary>
    public string Run(ParseResult parsed) => parsed.GetRequiredValue(_run);

    /// <exception cref="UserException">One of them is none.</exception>
    public BeatRef Beat(ParseResult parsed) => new(StyleOf(parsed.GetRequiredValue(_style)), BeatOf(parsed.GetRequiredValue(_beat)));

    private static ImageStyle StyleOf(string text) => ImageStyles.TryParse(text, out var style)
        ? style
        : throw new UserException(
            $"'{text}' is not a style. The styles are {string.Join(", ", ImageStyles.All.Select(s => s.Name()))}.");

    private static BeatId BeatOf(string text) => BeatId.TryParse(text, out var beat)
        ? beat
        : throw new UserException($"'{text}' is not a beat's number. Write one such as 1.1.");
}
