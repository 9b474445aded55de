using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using static ImageGen.Tests.Deploy.Deployment;

namespace ImageGen.Tests.Deploy;

[Collection(SharedInfra.Name)]
public sealed partial class AlertTests(InfraFixture infra)
{
    [BicepFact]
    public async Task Alerts_WithoutAddress_AreNone()
    {
        var deployment = await infra.DefaultsAsync();

        Assert.Empty(deployment.All("Microsoft.Insights/scheduledQueryRules"));
        Assert.Empty(deployment.All("Microsoft.Consumption/budgets"));
    }

    [BicepFact]
    public async Task Alerts_Thresholds_FollowTheParametersAndMailTheAddress()
    {
        var deployment = await infra.DeployAsync(
            "param alertEmail = 'a@example.com'\nparam alertFailedBeats = 7\nparam alertSpendUsd = 33");

        Assert.Equal([7, 33], Rules(deployment).Select(r => Criterion(r)["threshold"]!.GetValue<int>()));
        var mail = deployment.One("Microsoft.Insights/actionGroups");
        Assert.Equal("a@example.com", Text(mail["properties"]!["emailReceivers"]![0], "emailAddress"));
        Assert.All(
            Rules(deployment), rule => Assert.Equal(Text(mail, "id"), rule["actions"]!["actionGroups"]![0]!.GetValue<string>()));
        Assert.Empty(deployment.All("Microsoft.Consumption/budgets"));
    }

    [BicepFact]
    public async Task Alerts_Queries_NameWhatTheAppMeasures()
    {
        var measured = new ConcurrentQueue<(string Name, string Tags)>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    measured.Enqueue((instrument.Name, string.Empty));
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<long>(
            (instrument, _, tags, _) =>
                measured.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}")))));
        meters.Start();
        Telemetry.EndBeat(null, ImageStyle.Clear, BeatOutcomeKind.Failed);

        var queries = Rules(await infra.EverythingAsync()).Select(r => Text(Criterion(r), "query")).ToArray();

        Assert.Equal(["imagegen.beats", "imagegen.cost"], queries.Select(q => MetricName().Match(q).Groups[1].Value));
        Assert.All(queries, q => Assert.Contains(measured, m => m.Name == MetricName().Match(q).Groups[1].Value));
        var failed = PropertyTest().Match(queries[0]);
        var tag = $"{failed.Groups[1].Value}={failed.Groups[2].Value}";
        Assert.Contains(measured, m => m.Name == "imagegen.beats" && m.Tags.Contains(tag, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonNode> Rules(Deployment deployment) =>
        deployment.All("Microsoft.Insights/scheduledQueryRules").Select(r => r["properties"]!);

    private static JsonNode Criterion(JsonNode rule) => rule["criteria"]!["allOf"]![0]!;

    [GeneratedRegex("Name == \"([^\"]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex("Properties\\[\"([^\"]+)\"\\]\\) == \"([^\"]+)\"")]
    private static partial Regex PropertyTest();
}
