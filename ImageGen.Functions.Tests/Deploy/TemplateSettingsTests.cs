using System.Reflection;
using System.Text.RegularExpressions;
using ImageGen.Functions.Adapters.Configuration;
using Microsoft.Extensions.Configuration;

namespace ImageGen.Functions.Tests.Deploy;

/// <summary>The settings that the templates give the app are settings that the app reads.</summary>
public sealed partial class TemplateSettingsTests
{
    [Fact]
    public void Read_SettingsOfTheTemplate_AccountAndVaultByIdentityWithoutAProblem()
    {
        var names = SettingName().Matches(
            File.ReadAllText(Path.Combine(Root, "infra", "app.bicep"))).Select(m => m.Groups[1].Value).ToArray();
        var values = names.ToDictionary(n => n.Replace("__", ":", StringComparison.Ordinal), n => (string?)Value(n));
        var hostJson = new ConfigurationBuilder().AddJsonFile(Path.Combine(Root, "host.json")).Build();

        var (settings, faults, _) = CloudSettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values).Build(), hostJson, new DateOnly(2026, 11, 26));

        Assert.Empty(faults);
        Assert.Equal("https://account.blob.core.windows.net/", settings.Storage.ServiceUri!.ToString());
        Assert.Equal("https://vault.vault.azure.net/", settings.KeyVault.Uri!.ToString());
        Assert.Null(settings.Storage.ConnectionString);
        Assert.Equal(TimeSpan.FromDays(90), settings.KeepRunsFor);
        Assert.Contains("AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions", names);
        // (62 - 2) / 3: what is told to the host holds for the app, too.
        Assert.Equal(20, settings.Limits.MaxInFlightInAll);
    }

    private static string Root =>
        typeof(TemplateSettingsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(
            a => a.Key == "RepositoryRoot").Value!;

    private static string Value(string name) => name switch
    {
        "AzureWebJobsStorage__accountName" => "account",
        "ImageGen__KeyVault__Uri" => "https://vault.vault.azure.net/",
        "ImageGen__Runs__KeepFor" => "90.00:00:00",
        _ when name.EndsWith("maxConcurrentActivityFunctions", StringComparison.Ordinal) => "62",
        _ => "something",
    };

    [GeneratedRegex(@"^      (\w+): ", RegexOptions.Multiline)]
    private static partial Regex SettingName();
}
