using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using ImageGen.Hosting;

namespace ImageGen.Functions;

/// <summary>
/// Sends Core's traces and metrics to Application Insights too, when <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> names one. The Functions
/// host sends its own, and this worker's logs, because of <c>telemetryMode</c> in <c>host.json</c>.
/// </summary>
internal static class ApplicationInsights
{
    private const string Address = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    /// <summary>Null when neither Application Insights nor a collector is configured.</summary>
    /// <param name="service">The service's name, where <c>OTEL_SERVICE_NAME</c> gives no other.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static TelemetryExport? Start(string service, Func<string, string?> environment)
    {
        if (string.IsNullOrWhiteSpace(environment(Address)))
        {
            return TelemetryExport.Start(service);
        }

        return TelemetryExport.Start(
            service,
            traces => traces.AddAzureMonitorTraceExporter(Configure),
            metrics => metrics.AddAzureMonitorMetricExporter(Configure));

        void Configure(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = environment(Address);
            // Local authentication is disabled where the template made it: only the app's identity (AZURE_CLIENT_ID) may send.
            options.Credential = string.IsNullOrWhiteSpace(environment(Authentication)) ? null : new DefaultAzureCredential();
        }
    }
}
