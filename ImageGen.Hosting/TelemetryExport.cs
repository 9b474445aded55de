using ImageGen.Core;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageGen.Hosting;

/// <summary>
/// Sends Core's traces and meters to an OpenTelemetry collector, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. The exporter takes all of
/// OpenTelemetry's own settings from the environment (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>OTEL_EXPORTER_OTLP_HEADERS</c>,
/// <c>OTEL_SERVICE_NAME</c>, ...). Disposing of it sends what is left.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    private TelemetryExport(string service)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(service).AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name).AddOtlpExporter().Build();
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name).AddOtlpExporter().Build();
    }

    /// <summary>Null when no endpoint is configured.</summary>
    /// <param name="service">The service's name, where <c>OTEL_SERVICE_NAME</c> gives no other.</param>
    public static TelemetryExport? Start(string service) =>
        string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint)) ? null : new TelemetryExport(service);

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
    }
}
