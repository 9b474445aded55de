using System.CommandLine;
using ImageGen.Core.Api.Views;
using ImageGen.Local.Cli.Views;

namespace ImageGen.Local.Cli;

/// <summary><c>models</c>: the models that may be used, with sizes, prices and dates.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliEnvironment world)
    {
        var command = new Command("models", "List the image models: sizes, prices, aspect ratios, and which are deprecated or shut down.");
        command.SetAction((parsed, _) => Task.FromResult(Run(world, parsed)));
        return command;
    }

    private static int Run(CliEnvironment world, ParseResult parsed)
    {
        var (_, options) = SettingsOptions.Read(world, parsed);
        var list = ModelList.Of(options.Models, options.Gemini.Model, DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime));
        var table = new TextTable("model", "", "US dollars an image", "aspect ratios");
        foreach (var model in list.Models)
        {
            table.Add(
                model.Id,
                Standing(model, list.Default),
                string.Join(
                    ", ", model.Sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size.Size} {size.PriceUsd:0.00##}"))),
                string.Join(' ', model.AspectRatios));
        }

        table.Lines().ToList().ForEach(world.Output.WriteLine);
        world.Output.WriteLine();
        world.WriteLines([$"Shut down: {string.Join(", ", list.Retired.Select(retired => retired.Pattern))}."]);
        world.WriteLines(["Another one can be described under ImageGen:Models (README)."]);
        return ExitCode.Done;
    }

    private static string Standing(ModelView model, string defaultModel) => model.Status switch
    {
        ModelStatus.Retired => $"shut down {Date(model.RetiresOn)}: use {model.Replacement}",
        ModelStatus.Deprecated when model.Replacement is null => $"deprecated {Date(model.DeprecatedOn)}",
        ModelStatus.Deprecated => $"deprecated {Date(model.DeprecatedOn)}: use {model.Replacement}",
        _ when model.RetiresOn is not null => $"shut down on {Date(model.RetiresOn)}",
        _ => model.Id == defaultModel ? "default" : "",
    };

    private static string Date(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
