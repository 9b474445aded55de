namespace ImageGen.Tests.Deploy;

/// <summary>The resources that a deployment would make. What only Azure knows stands as an expression in brackets.</summary>
internal sealed class Deployment(JsonNode snapshot)
{
    public const string Deployer = "11111111-1111-1111-1111-111111111111";

    private readonly JsonObject[] _resources = [.. snapshot["predictedResources"]!.AsArray().Select(r => r!.AsObject())];

    public IEnumerable<JsonObject> All(string type) =>
        _resources.Where(r => string.Equals(Text(r, "type"), type, StringComparison.OrdinalIgnoreCase));

    public JsonObject One(string type) => Assert.Single(All(type));

    public JsonNode Properties(string type) => One(type)["properties"]!;

    /// <summary>The app's settings.</summary>
    public IReadOnlyDictionary<string, string> Settings() =>
        Properties("Microsoft.Web/sites/config").AsObject().ToDictionary(s => s.Key, s => s.Value!.GetValue<string>());

    /// <summary>Who has which role on what.</summary>
    public IReadOnlyList<Role> Roles() => [.. All("Microsoft.Authorization/roleAssignments").Select(Role.Of)];

    public static string Text(JsonNode? node, string name) => node?[name]?.GetValue<string>() ?? string.Empty;
}

/// <param name="Id">Of the role's definition.</param>
/// <param name="Scope">The type of the resource that it is given on.</param>
/// <param name="IsDeployer">Given to whoever deploys; else to the app's identity.</param>
internal sealed record Role(string Id, string Scope, bool IsDeployer)
{
    private static readonly string[] Scopes =
    [
        "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.Insights/components",
        "Microsoft.DurableTask/schedulers",
    ];

    public static Role Of(JsonObject assignment)
    {
        var properties = assignment["properties"]!;
        var principal = Deployment.Text(properties, "principalId");
        Assert.True(
            principal == Deployment.Deployer || principal.Contains("/userAssignedIdentities/", StringComparison.Ordinal),
            $"A role is given to neither the app nor whoever deploys: {principal}");
        return new Role(
            Deployment.Text(properties, "roleDefinitionId").Split('/')[^1],
            Scopes.First(s => Deployment.Text(assignment, "id").Contains($"/{s}/", StringComparison.Ordinal)),
            principal == Deployment.Deployer);
    }
}
