using System.Text.RegularExpressions;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Adapters.KeyVault;
using ImageGen.Hosting.Configuration;

namespace ImageGen.Functions.Adapters.Configuration;

/// <summary>Makes <see cref="CloudSettings"/> of a configuration and names everything that is wrong with it.</summary>
internal static partial class CloudSettingsReader
{
    private const string Root = GenerationSettings.Root;

    // What a durable engine needs beyond the embedded one: its timers and queues are late by seconds, and a reservation that runs out on
    // the way costs a round of history; and the first calls of a worker that has just begun take up to a second to get out of it.
    private static readonly CloudSettings Defaults = new()
    {
        Limits = new() { Lookahead = TimeSpan.FromSeconds(5), Grace = TimeSpan.FromSeconds(15), Margin = TimeSpan.FromSeconds(1) },
    };

    /// <param name="configuration">Where the settings are.</param>
    /// <param name="hostJson">The Functions host's own.</param>
    /// <param name="today">Models retire.</param>
    public static CloudSettingsResult Read(IConfiguration configuration, IConfiguration hostJson, DateOnly today)
    {
        var settings = new SettingsReader(configuration, Root);
        var defaults = Defaults
            with
        { Limits = Defaults.Limits with { MaxInFlightInAll = ActivitySlots.PerStyle(configuration, hostJson) } };
        var (shared, notes) = GenerationSettingsReader.Read(settings, defaults, today, text => BlobPath().IsMatch(text) ? text : null);
        var cloud = shared with
        {
            Storage = Storage(settings, configuration),
            KeyVault = KeyVault(settings, shared.KeyVault),
            MaxActiveRuns = settings.Whole($"{Root}:Http:MaxActiveRuns", 1, 100_000) ?? shared.MaxActiveRuns,
            QueueVisibility = QueueVisibility.Of(configuration, hostJson),
        };
        if (cloud.KeyVault.Uri is not null && cloud.HasKeys)
        {
            notes = notes.Add($"The keys of {Root}:Styles are not used, for {Root}:KeyVault:Uri is set.");
        }

        settings.RefuseUnknown();
        return new CloudSettingsResult(cloud, [.. settings.Faults], notes);
    }

    /// <exception cref="UserException">Something is wrong; the message names every fault, each on a line.</exception>
    public static CloudSettingsResult ReadChecked(IConfiguration configuration, IConfiguration hostJson, DateOnly today)
    {
        var result = Read(configuration, hostJson, today);
        return result.Faults.IsEmpty
            ? result
            : throw new UserException(string.Join(
                Environment.NewLine, ["The settings have faults. Fix them and restart:", .. result.Faults.Select(
                    f => $"  {f.Path}: {f.Problem} {f.Remedy}")]));
    }

    private static BlobSettings Storage(SettingsReader settings, IConfiguration configuration)
    {
        const string path = $"{Root}:Storage";
        var defaults = new BlobSettings();
        var storage = new BlobSettings
        {
            ServiceUri = Https(settings, $"{path}:ServiceUri", "https://account.blob.core.windows.net") ?? AppAccount(configuration),
            ConnectionString = settings.Text($"{path}:ConnectionString") ?? configuration["AzureWebJobsStorage"],
            ImagesContainer = Container(settings, $"{path}:ImagesContainer") ?? defaults.ImagesContainer,
            RunsContainer = Container(settings, $"{path}:RunsContainer") ?? defaults.RunsContainer,
            Prefix = settings.Parse(
                $"{path}:Prefix",
                defaults.Prefix,
                text => (text.Length <= 100 && FolderName().IsMatch(text), text.ToLowerInvariant()),
                "Write letters, digits, dashes and slashes, at most 100, with a slash at the end, such as team-a/"),
        };
        if (storage.ServiceUri is null && string.IsNullOrWhiteSpace(storage.ConnectionString))
        {
            settings.Add(
                $"{path}:ServiceUri",
                "There is no storage for images and runs.",
                "Write the blob address of a storage account, or set AzureWebJobsStorage");
        }

        return storage;
    }

    /// <summary>The app's own account where it is used by identity; the Functions host reads the same settings.</summary>
    private static Uri? AppAccount(IConfiguration configuration) =>
        Uri.TryCreate(configuration["AzureWebJobsStorage:blobServiceUri"], UriKind.Absolute, out var uri) ? uri
        : configuration["AzureWebJobsStorage:accountName"] is { Length: > 0 } account && AccountName().IsMatch(account)
            ? new Uri($"https://{account}.blob.core.windows.net")
        : null;

    private static KeyVaultSettings KeyVault(SettingsReader settings, KeyVaultSettings defaults) => new()
    {
        Uri = Https(settings, $"{Root}:KeyVault:Uri", "https://vault.vault.azure.net"),
        CacheFor = settings.Duration($"{Root}:KeyVault:CacheFor", TimeSpan.FromSeconds(10), GenerationSettingsReader.Day)
            ?? defaults.CacheFor,
    };

    private static Uri? Https(SettingsReader settings, string path, string example) => settings.Parse<Uri?>(
        path,
        null,
        text => (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.Query.Length == 0, uri),
        $"Write an address such as {example}");

    private static string? Container(SettingsReader settings, string path) => settings.Parse<string?>(
        path, null, text => (ContainerName().IsMatch(text), text), "Write 3 to 63 small letters, digits and single dashes");

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();

    [GeneratedRegex("^([A-Za-z0-9-]+/)+$")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"^(?!.*\.\.)[^/\\:][^\\:]*\.(png|jpe?g|webp)$", RegexOptions.IgnoreCase)]
    private static partial Regex BlobPath();

    [GeneratedRegex("^[a-z0-9]{3,24}$")]
    private static partial Regex AccountName();
}

/// <summary>The settings, everything that is wrong with them, and what a person should know though it is not wrong.</summary>
/// <param name="Settings">Usable only without faults.</param>
/// <param name="Faults">Each with the full name of its setting.</param>
/// <param name="Notes">Sentences.</param>
internal sealed record CloudSettingsResult(CloudSettings Settings, ImmutableArray<Fault> Faults, ImmutableArray<string> Notes);
