using System.CommandLine;

namespace ImageGen.Local.Cli;

/// <summary>The kinds of options that several commands have.</summary>
internal static class CliOption
{
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    public static Option<string?> Text(string name, string helpName, string description, bool required = false) =>
        new(name) { Description = description, HelpName = helpName, Required = required };

    /// <summary>US dollars, more than 0.</summary>
    public static Option<decimal?> Money(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "USD",
        CustomParser = result =>
        {
            if (decimal.TryParse(
                result.Tokens is [var token, ..] ? token.Value : null,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var usd) && usd > 0)
            {
                return usd;
            }

            result.AddError($"{name} takes US dollars, more than 0, such as 2.50.");
            return null;
        },
    };

    /// <summary><c>--seed</c>.</summary>
    public static Option<ulong> Seed() => new("--seed")
    {
        Description = "Seed of the simulator's delays; of no effect with real keys.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
    };
}
