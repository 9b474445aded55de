using ImageGen.Core.Generation;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ImageGen.Hosting;

/// <summary>
/// Sends Core's traces and metrics to an OpenTelemetry collector, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one, and wherever else a
/// host wants them. The exporter takes all of OpenTelemetry's own settings from the environment (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>,
/// <c>OTEL_EXPORTER_OTLP_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>, ...). Disposing of it sends what is left.
/// </summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    private TelemetryExport(string service, bool hasCollector, Action<TracerProviderBuilder>? traces, Action<MeterProviderBuilder>? metrics)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(service).AddEnvironmentVariableDetector();
        var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name);
        var metering = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name);
        if (hasCollector)
        {
            tracing.AddOtlpExporter();
            metering.AddOtlpExporter();
        }

        traces?.Invoke(tracing);
        metrics?.Invoke(metering);
        _traces = tracing.Build();
        _meters = metering.Build();
    }

    /// <summary>Null when they are not wanted: no collector is configured, and the host names no exporter.</summary>
    /// <param name="service">The service's name, where <c>OTEL_SERVICE_NAME</c> gives no other.</param>
    /// <param name="traces">Adds the host's own exporter of traces.</param>
    /// <param name="metrics">Adds the host's own exporter of metrics.</param>
    public static TelemetryExport? Start(
        string service, Action<TracerProviderBuilder>? traces = null, Action<MeterProviderBuilder>? metrics = null)
    {
        var hasCollector = !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint));
        return hasCollector || traces is not null || metrics is not null
            ? new TelemetryExport(service, hasCollector, traces, metrics)
            : null;
    }

    public void Dispose()
    {
        _traces.Dispose();
        _meters.Dispose();
    }
}
