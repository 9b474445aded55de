using System.Text.RegularExpressions;
using static ImageGen.Tests.Deploy.Deployment;

namespace ImageGen.Tests.Deploy;

/// <summary>What the app is given: no secret, every right that it needs, and no right more.</summary>
[Collection(SharedInfra.Name)]
public sealed partial class SettingsAndRolesTests(InfraFixture infra)
{
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Scheduler = "DURABLE_TASK_SCHEDULER";

    private static readonly Dictionary<string, string> RoleNames = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["0ad04412-c4d5-4796-b79c-f76d14c8d402"] = "Durable Task Data Contributor",
    };

    [BicepFact]
    public async Task Settings_WhateverIsSwitchedOn_HoldNoKeyAndNoConnectionString()
    {
        foreach (var deployment in new[] { await infra.DefaultsAsync(), await infra.EverythingAsync() })
        {
            foreach (var (name, value) in deployment.Settings())
            {
                Assert.DoesNotMatch(SecretWords(), value);
                Assert.DoesNotMatch(KeySetting(), name);
                Assert.True(name is Insights || !value.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase), name);
                Assert.True(name is Insights or Scheduler || !value.Contains("Endpoint=", StringComparison.OrdinalIgnoreCase), name);
            }
        }
    }

    [BicepFact]
    public async Task ApplicationInsights_ItsConnectionString_OpensNothing()
    {
        var deployment = await infra.DefaultsAsync();

        Assert.True(deployment.Properties("Microsoft.Insights/components")["DisableLocalAuth"]!.GetValue<bool>());
        Assert.True(deployment.Properties("Microsoft.OperationalInsights/workspaces")["features"]!["disableLocalAuth"]!.GetValue<bool>());
        var authentication = deployment.Settings()["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"];
        Assert.Contains("Authorization=AAD;ClientId=", authentication, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_Nowhere_AskAzureForAKey()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep"))
        {
            Assert.DoesNotMatch(AsksForKeys(), File.ReadAllText(file));
        }
    }

    [BicepFact]
    public async Task Settings_FlexConsumption_HoldNothingThatItRefuses()
    {
        var settings = (await infra.EverythingAsync()).Settings();

        // These are properties of the app there, or have no meaning: docs/settings-cloud.md.
        string[] refused =
        [
            "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_WORKER_RUNTIME_VERSION", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE",
            "WEBSITE_CONTENTSHARE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
            "SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD", "AzureWebJobsStorage",
        ];
        Assert.Empty(settings.Keys.Intersect(refused, StringComparer.OrdinalIgnoreCase));
    }

    [BicepFact]
    public async Task Settings_OneIdentity_IsTheOneThatHasTheRoles()
    {
        var deployment = await infra.DefaultsAsync();
        var settings = deployment.Settings();
        var identity = deployment.One("Microsoft.ManagedIdentity/userAssignedIdentities")["id"]!.GetValue<string>();

        Assert.Equal("managedidentity", settings["AzureWebJobsStorage__credential"]);
        Assert.All(
            ["AzureWebJobsStorage__clientId", "AZURE_CLIENT_ID", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
            name => Assert.Contains($"'{identity}', '2024-11-30').clientId", settings[name], StringComparison.Ordinal));
        var app = deployment.One("Microsoft.Web/sites");
        Assert.Equal([identity], app["identity"]!["userAssignedIdentities"]!.AsObject().Select(i => i.Key));
        Assert.Equal("UserAssigned", Text(app["identity"], "type"));
        Assert.Equal(Text(deployment.One("Microsoft.Storage/storageAccounts"), "name"), settings["AzureWebJobsStorage__accountName"]);
        Assert.Contains("Microsoft.KeyVault/vaults/", settings["ImageGen__KeyVault__Uri"], StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Roles_App_ThoseThatTheCodeNeedsAndNoOther()
    {
        string[] needed =
        [
            "Microsoft.Insights/components: Monitoring Metrics Publisher",
            $"Microsoft.KeyVault/vaults: {RoleInTheCode()}",
            "Microsoft.Storage/storageAccounts: Storage Blob Data Owner",
            "Microsoft.Storage/storageAccounts: Storage Queue Data Contributor",
            "Microsoft.Storage/storageAccounts: Storage Table Data Contributor",
        ];

        Assert.Equal(needed, Named((await infra.DefaultsAsync()).Roles(), isDeployer: false));
        Assert.Equal(
            ["Microsoft.DurableTask/schedulers: Durable Task Data Contributor", .. needed],
            Named((await infra.EverythingAsync()).Roles(), isDeployer: false));
    }

    [BicepFact]
    public async Task Roles_Deployer_MaySetApiKeysAndReadImages()
    {
        Assert.Equal(
            ["Microsoft.KeyVault/vaults: Key Vault Secrets Officer", "Microsoft.Storage/storageAccounts: Storage Blob Data Contributor"],
            Named((await infra.DefaultsAsync()).Roles(), isDeployer: true));
        Assert.DoesNotContain((await infra.DeployAsync("param vnetEnabled = true")).Roles(), role => !RoleNames.ContainsKey(role.Id));
    }

    [BicepFact]
    public async Task Settings_EachOne_IsInTheDocumentation()
    {
        var documentation = Repository.Text("docs", "settings-cloud.md");

        Assert.All(
            (await infra.EverythingAsync()).Settings().Keys, name => Assert.Contains($"`{name}`", documentation, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Named(IEnumerable<Role> roles, bool isDeployer) =>
        roles.Where(r => r.IsDeployer == isDeployer).Select(r => $"{r.Scope}: {RoleNames[r.Id]}").Order(StringComparer.Ordinal);

    private static string RoleInTheCode() =>
        RoleOfTheVault().Match(Repository.Text("ImageGen.Functions", "Adapters", "KeyVault", "KeyVaultKeySource.cs")).Groups[1].Value;

    [GeneratedRegex("AccountKey|SharedAccessKey|SharedAccessSignature|listKeys|InstrumentationKey|[?&]sig=|AIza", RegexOptions.IgnoreCase)]
    private static partial Regex SecretWords();

    [GeneratedRegex("Password|Secret$|ApiKey|__Keys__|__Value$|ConnectionString$", RegexOptions.IgnoreCase)]
    private static partial Regex KeySetting();

    [GeneratedRegex(@"\blist(Keys|Secrets|AccountSas|ServiceSas|Credentials|\w*)\(|InstrumentationKey|getSecret\(")]
    private static partial Regex AsksForKeys();

    [GeneratedRegex("Role = \"([^\"]+)\"")]
    private static partial Regex RoleOfTheVault();
}
