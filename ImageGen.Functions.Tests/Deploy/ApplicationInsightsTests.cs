using System.Diagnostics.Metrics;
using ImageGen.Tests.Contracts;
using Microsoft.AspNetCore.Http;

namespace ImageGen.Functions.Tests.Deploy;

public sealed class ApplicationInsightsTests
{
    [Fact]
    public async Task Start_ConnectionStringIsSet_MetricsOfTheAppArriveThere()
    {
        await using var insights = await CannedServer.StartAsync(
            context => context.Response.WriteAsync("""{"itemsReceived":1,"itemsAccepted":1,"errors":[]}"""));
        var address = $"InstrumentationKey={Guid.Empty};IngestionEndpoint={insights.BaseUrl}/;LiveEndpoint={insights.BaseUrl}/";
        using var meter = new Meter(Telemetry.Name);

        // Disposing sends what is left.
        using (ApplicationInsights.Start("test", name => name == "APPLICATIONINSIGHTS_CONNECTION_STRING" ? address : null))
        {
            meter.CreateCounter<long>("imagegen.beats").Add(1, KeyValuePair.Create("imagegen.outcome", (object?)"Failed"));
        }

        Assert.Contains(
            insights.Requests.SelectMany(r => r.Body.Split('\n')),
            line => line.Contains("\"name\":\"imagegen.beats\"", StringComparison.Ordinal)
                && line.Contains("\"imagegen.outcome\":\"Failed\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_NothingIsSet_SendsNothing() => Assert.Null(ApplicationInsights.Start("test", _ => null));
}
