using static ImageGen.Tests.Deploy.Deployment;

namespace ImageGen.Tests.Deploy;

/// <summary><c>host.json</c>, its variant for Durable Task Scheduler, the settings and the templates say the same.</summary>
[Collection(SharedInfra.Name)]
public sealed class HostJsonTests(InfraFixture infra)
{
    private const string Override = "AzureFunctionsJobHost__";

    private static JsonNode Host => Repository.Json("host.json");

    private static JsonNode SchedulerHost => Repository.Json("host.azureManaged.json");

    private static JsonNode Durable(JsonNode host) => host["extensions"]!["durableTask"]!;

    [Fact]
    public void Telemetry_BothVariants_AreSentByOpenTelemetry()
    {
        Assert.Equal("OpenTelemetry", Text(Host, "telemetryMode"));
        Assert.Equal("OpenTelemetry", Text(SchedulerHost, "telemetryMode"));
    }

    [BicepFact]
    public async Task Overrides_Defaults_AreTheValuesOfHostJson()
    {
        var overrides = (await infra.DefaultsAsync()).Settings().Where(s => s.Key.StartsWith(Override, StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(overrides);
        foreach (var (name, value) in overrides)
        {
            foreach (var host in new[] { Host, SchedulerHost })
            {
                var node = name[Override.Length..].Split("__").Aggregate((JsonNode?)host, (at, part) => at?[part]);
                Assert.True(node is not null, $"{name} overrides nothing.");
                Assert.Equal(node.ToJsonString(), value);
            }
        }
    }

    [BicepFact]
    public async Task Overrides_ActivityConcurrency_FollowsItsParameter() => Assert.Equal(
        64,
        int.Parse(
            (await infra.EverythingAsync()).Settings()["AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions"],
            CultureInfo.InvariantCulture));

    [BicepFact]
    public async Task Scheduler_Hub_IsThatOfItsHostJson()
    {
        var everything = await infra.EverythingAsync();
        var durable = Durable(SchedulerHost);

        Assert.Equal("azureManaged", Text(durable["storageProvider"], "type"));
        Assert.Equal(
            Text(durable, "hubName"),
            Text(everything.One("Microsoft.DurableTask/schedulers/taskHubs"), "name").Split('/')[^1]);
        var connection = everything.Settings()[Text(durable["storageProvider"], "connectionStringName")];
        Assert.Contains("Authentication=ManagedIdentity;ClientID=", connection, StringComparison.Ordinal);
        Assert.NotEmpty(everything.Properties("Microsoft.DurableTask/schedulers")["ipAllowlist"]!.AsArray());
    }

    [BicepFact]
    public async Task Scheduler_ByDefault_IsNotThere()
    {
        var defaults = await infra.DefaultsAsync();

        Assert.Empty(defaults.All("Microsoft.DurableTask/schedulers"));
        Assert.Equal("none", defaults.Settings()["DURABLE_TASK_SCHEDULER"]);
        Assert.Equal("AzureStorage", Text(Durable(Host)["storageProvider"], "type"));
    }

    [Fact]
    public void SchedulerVariant_AllButItsProvider_IsAsInHostJson()
    {
        var (host, variant) = (Host, SchedulerHost);
        Assert.All(
            ["maxConcurrentActivityFunctions", "maxConcurrentOrchestratorFunctions", "maxConcurrentEntityFunctions"],
            name => Assert.Equal(Durable(host)[name]!.ToJsonString(), Durable(variant)[name]!.ToJsonString()));

        Assert.Equal(host["extensions"]!["http"]!.ToJsonString(), variant["extensions"]!["http"]!.ToJsonString());
        Assert.Equal(Text(host, "functionTimeout"), Text(variant, "functionTimeout"));
    }

    [Fact]
    public void Documentation_HostJson_EverySettingOfDurableTaskIsInTheTable()
    {
        var documentation = Repository.Text("docs", "settings-cloud.md");
        var durable = Durable(Host).AsObject();

        Assert.All(
            durable.Where(s => s.Value is JsonValue).Concat(durable["storageProvider"]!.AsObject())
                .Select(s => s.Key).Append("telemetryMode"),
            name => Assert.Contains(name, documentation, StringComparison.Ordinal));
    }
}
