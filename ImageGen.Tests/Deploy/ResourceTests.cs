using System.Text.RegularExpressions;
using static ImageGen.Tests.Deploy.Deployment;

namespace ImageGen.Tests.Deploy;

[Collection(SharedInfra.Name)]
public sealed partial class ResourceTests(InfraFixture infra)
{
    [BicepFact]
    public async Task App_Plan_IsFlexConsumptionOnDotNet10WithItsPackageByIdentity()
    {
        var deployment = await infra.DefaultsAsync();
        var config = deployment.Properties("Microsoft.Web/sites")["functionAppConfig"]!;

        Assert.Equal("FC1", Text(deployment.One("Microsoft.Web/serverfarms")["sku"], "name"));
        Assert.Equal(("dotnet-isolated", "10.0"), (Text(config["runtime"], "name"), Text(config["runtime"], "version")));
        var storage = config["deployment"]!["storage"]!;
        Assert.Equal("UserAssignedIdentity", Text(storage["authentication"], "type"));
        Assert.Contains("app-package", Text(storage, "value"), StringComparison.Ordinal);
        Assert.True(deployment.Properties("Microsoft.Web/sites")["httpsOnly"]!.GetValue<bool>());
        var passwords = deployment.All("Microsoft.Web/sites/basicPublishingCredentialsPolicies");
        Assert.Equal([false, false], passwords.Select(p => p["properties"]!["allow"]!.GetValue<bool>()));
    }

    [BicepFact]
    public async Task App_Scale_FollowsTheParameters()
    {
        var defaults = Scale(await infra.DefaultsAsync());
        var everything = Scale(await infra.EverythingAsync());

        Assert.Equal(
            """{"instanceMemoryMB":2048,"maximumInstanceCount":40,"alwaysReady":[],"triggers":{"http":{"perInstanceConcurrency":32}}}""",
            defaults);
        Assert.StartsWith("""{"instanceMemoryMB":4096,""", everything, StringComparison.Ordinal);
        Assert.Contains(
            """[{"name":"http","instanceCount":1},{"name":"durable","instanceCount":2}]""", everything, StringComparison.Ordinal);

        static string Scale(Deployment deployment) =>
            deployment.Properties("Microsoft.Web/sites")["functionAppConfig"]!["scaleAndConcurrency"]!.ToJsonString();
    }

    [BicepFact]
    public async Task Storage_Account_TakesNoKeyAndKeepsNothingThatWasDeleted()
    {
        var deployment = await infra.DefaultsAsync();
        var account = deployment.Properties("Microsoft.Storage/storageAccounts");

        Assert.False(account["allowSharedKeyAccess"]!.GetValue<bool>());
        Assert.False(account["allowBlobPublicAccess"]!.GetValue<bool>());
        var blobs = deployment.Properties("Microsoft.Storage/storageAccounts/blobServices");
        Assert.False(blobs["deleteRetentionPolicy"]!["enabled"]!.GetValue<bool>());
        Assert.False(blobs["isVersioningEnabled"]!.GetValue<bool>());
    }

    [BicepFact]
    public async Task Storage_Containers_AreThoseOfTheSettings()
    {
        var settings = Repository.Text("ImageGen.Functions", "Adapters", "Blob", "BlobSettings.cs");
        var containers = (await infra.DefaultsAsync()).All("Microsoft.Storage/storageAccounts/blobServices/containers").ToArray();

        Assert.Equal(
            [.. ContainerDefault().Matches(settings).Select(m => m.Groups[1].Value).Append("app-package").Order()],
            containers.Select(c => Text(c, "name").Split('/')[^1]).Order());
        Assert.All(containers, c => Assert.Equal("None", Text(c["properties"], "publicAccess")));
    }

    [BicepFact]
    public async Task Vault_Permissions_AreRoles()
    {
        var vault = (await infra.DefaultsAsync()).Properties("Microsoft.KeyVault/vaults");

        Assert.True(vault["enableRbacAuthorization"]!.GetValue<bool>());
        Assert.Null(vault["accessPolicies"]);
        // With it azd down could not remove the vault.
        Assert.Null(vault["enablePurgeProtection"]);
    }

    [Fact]
    public void Vault_SecretNames_AreTheFirstKeyOfEachStyle() => Assert.Equal(
        [.. ImageStyles.All.Select(s => $"gemini-{s.Name()}-1").Order()],
        SecretName().Matches(Repository.Text("infra", "vault.bicep")).Select(m => m.Groups[1].Value).Order());

    [BicepFact]
    public async Task Network_SwitchedOff_EverythingAnswersByIdentityAlone()
    {
        var deployment = await infra.DefaultsAsync();

        Assert.Empty(deployment.All("Microsoft.Network/virtualNetworks"));
        Assert.Null(deployment.Properties("Microsoft.Web/sites")["virtualNetworkSubnetId"]);
        Assert.All(Guarded, type => Assert.Equal("Enabled", Text(deployment.Properties(type), "publicNetworkAccess")));
        Assert.All(Guarded, type => Assert.Equal("Allow", Text(deployment.Properties(type)["networkAcls"], "defaultAction")));
    }

    [BicepFact]
    public async Task Network_SwitchedOn_StorageAndVaultAnswerInTheNetworkOnly()
    {
        var deployment = await infra.DeployAsync("param vnetEnabled = true");

        Assert.All(Guarded, type => Assert.Equal("Disabled", Text(deployment.Properties(type), "publicNetworkAccess")));
        Assert.Equal(
            ["blob", "queue", "table", "vault"],
            deployment.All("Microsoft.Network/privateEndpoints")
                .Select(e => e["properties"]!["privateLinkServiceConnections"]![0]!["properties"]!["groupIds"]![0]!)
                .Select(group => group.GetValue<string>()).Order());
        Assert.Equal(4, deployment.All("Microsoft.Network/privateDnsZones/virtualNetworkLinks").Count());
        Assert.Equal(4, deployment.All("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").Count());
        var subnets = deployment.Properties("Microsoft.Network/virtualNetworks")["subnets"]!.AsArray();
        var delegation = subnets[0]!["properties"]!["delegations"]![0]!["properties"];
        Assert.Equal("Microsoft.App/environments", Text(delegation, "serviceName"));
        var app = deployment.Properties("Microsoft.Web/sites");
        Assert.EndsWith("/subnets/app", Text(app, "virtualNetworkSubnetId"), StringComparison.Ordinal);
    }

    [BicepFact]
    public async Task Network_AllowedAddresses_ReachStorageAndVault()
    {
        var deployment = await infra.DeployAsync("param vnetEnabled = true\nparam allowedIpAddresses = '203.0.113.7, 198.51.100.0/24'");

        Assert.All(Guarded, type =>
        {
            var properties = deployment.Properties(type);
            Assert.Equal("Enabled", Text(properties, "publicNetworkAccess"));
            Assert.Equal("Deny", Text(properties["networkAcls"], "defaultAction"));
            Assert.Equal(
                ["203.0.113.7", "198.51.100.0/24"], properties["networkAcls"]!["ipRules"]!.AsArray().Select(r => Text(r, "value")));
        });
    }

    private static string[] Guarded => ["Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"];

    [GeneratedRegex("Container \\{ get; init; \\} = \"([^\"]+)\"")]
    private static partial Regex ContainerDefault();

    [GeneratedRegex("'(gemini-[a-z]+-\\d+)'")]
    private static partial Regex SecretName();
}
