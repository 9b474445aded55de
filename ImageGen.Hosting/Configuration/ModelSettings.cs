using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Hosting.Configuration;

/// <summary>
/// Reads <c>ImageGen:Models</c>: what is known of image models, where it differs from what is built in. An entry is named by the model's
/// id, or has any name or number and an <c>Id</c>, because names of environment variables hold neither dots nor dashes.
/// </summary>
internal static class ModelSettings
{
    private const string Path = $"{GenerationSettings.Root}:Models";

    /// <summary>Null when there are faults.</summary>
    public static ModelCatalogue? Read(SettingsReader settings, TimeSpan? timeout)
    {
        var entries = settings.Children(Path).Select(child => Of(settings, child.Name, child.Path)).ToList();
        var (catalogue, faults) = ModelCatalogue.Create(entries.OfType<ModelOptions>(), timeout);
        foreach (var fault in faults)
        {
            settings.Add(fault.Path, fault.Problem, fault.Remedy);
        }

        return entries.TrueForAll(entry => entry is not null) ? catalogue : null;
    }

    private static ModelOptions? Of(SettingsReader settings, string name, string path)
    {
        var id = settings.Text($"{path}:Id");
        var options = Of(settings, id ?? name, path, DateOf);
        if (id is not null || !name.All(char.IsAsciiDigit))
        {
            return options;
        }

        settings.Add($"{path}:Id", "The model has no id.", $"Write one such as {ModelCatalogue.DefaultModel}");
        return null;

        DateOnly? DateOf(string setting) => settings.Parse<DateOnly?>(
            $"{path}:{setting}",
            null,
            text => (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), day),
            "Write a day such as 2027-03-31");
    }

    private static ModelOptions Of(SettingsReader settings, string id, string path, Func<string, DateOnly?> dateOf) => new()
    {
        Id = id,
        Path = path,
        PricesUsd = settings.Children($"{path}:PricesUsd")
            .Select(child => (child.Name, Price: settings.Number(child.Path)))
            .Where(child => child.Price is not null)
            .ToDictionary(child => child.Name, child => child.Price!.Value, StringComparer.Ordinal),
        DefaultSize = settings.Text($"{path}:DefaultSize"),
        AspectRatios = settings.Children($"{path}:AspectRatios").Select(
            child => settings.Text(child.Path) ?? string.Empty).ToList() is { Count: > 0 } ratios
            ? ratios
            : null,
        InputUsdPerMillion = settings.Number($"{path}:InputUsdPerMillion"),
        ImageUsdPerMillion = settings.Number($"{path}:ImageUsdPerMillion"),
        TextUsdPerMillion = settings.Number($"{path}:TextUsdPerMillion"),
        ReferenceTokens = settings.Whole($"{path}:ReferenceTokens", 0, int.MaxValue),
        ReferenceCharacters = settings.Whole($"{path}:ReferenceCharacters", 0, int.MaxValue),
        ReferenceObjects = settings.Whole($"{path}:ReferenceObjects", 0, int.MaxValue),
        ReferenceStyles = settings.Whole($"{path}:ReferenceStyles", 0, int.MaxValue),
        ReferenceTotal = settings.Whole($"{path}:ReferenceTotal", 0, int.MaxValue),
        Timeout = settings.Duration($"{path}:Timeout", GenerationSettingsReader.Millisecond, GenerationSettingsReader.Day),
        DeprecatedOn = dateOf("DeprecatedOn"),
        RetiresOn = dateOf("RetiresOn"),
        Replacement = settings.Text($"{path}:Replacement"),
    };
}
