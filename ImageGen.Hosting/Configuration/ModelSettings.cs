using System.Globalization;
using ImageGen.Core.Generation.Models;

namespace ImageGen.Hosting.Configuration;

/// <summary>Reads <c>ImageGen:Models:{id}</c>: what is known of image models, where it differs from what is built in.</summary>
internal static class ModelSettings
{
    private const string Path = $"{GenerationSettings.Root}:Models";

    /// <summary>Null when there are faults.</summary>
    public static ModelCatalogue? Read(SettingsReader settings)
    {
        var changes = settings.Children(Path).ToDictionary(child => child.Name, child => Of(settings, child.Path), StringComparer.Ordinal);
        var (catalogue, faults) = ModelCatalogue.Create(changes);
        foreach (var fault in faults)
        {
            settings.Add(fault.Path, fault.Problem, fault.Remedy);
        }

        return catalogue;
    }

    private static ModelOptions Of(SettingsReader settings, string path) => new()
    {
        PricesUsd = settings.Children($"{path}:PricesUsd")
            .Select(child => (child.Name, Price: settings.Number(child.Path)))
            .Where(child => child.Price is not null)
            .ToDictionary(child => child.Name, child => child.Price!.Value, StringComparer.Ordinal),
        DefaultSize = settings.Text($"{path}:DefaultSize"),
        AspectRatios = settings.Children($"{path}:AspectRatios").Select(child => settings.Text(child.Path) ?? string.Empty).ToList() is { Count: > 0 } ratios ? ratios : null,
        InputUsdPerMillion = settings.Number($"{path}:InputUsdPerMillion"),
        ImageUsdPerMillion = settings.Number($"{path}:ImageUsdPerMillion"),
        TextUsdPerMillion = settings.Number($"{path}:TextUsdPerMillion"),
        ReferenceTokens = settings.Whole($"{path}:ReferenceTokens", 0, int.MaxValue),
        RetiresOn = settings.Parse<DateOnly?>(
            $"{path}:RetiresOn",
            null,
            text => (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), day),
            "Write a day such as 2027-03-31"),
        Replacement = settings.Text($"{path}:Replacement"),
    };
}
