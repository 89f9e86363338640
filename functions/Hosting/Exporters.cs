using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServerlessTuner.Functions.Hosting;

/// <summary>Sends spans and metrics over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says to. Without it nothing is collected.</summary>
public sealed class Exporters : IDisposable
{
    private readonly TracerProvider traces;
    private readonly MeterProvider metrics;

    private Exporters()
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("serverless-tuner");
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name).AddOtlpExporter().Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name).AddOtlpExporter().Build();
    }

    /// <summary>Starts exporting, if there is somewhere to export to.</summary>
    public static Exporters? Start(string? endpoint) => string.IsNullOrEmpty(endpoint) ? null : new Exporters();

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        traces.Dispose();
        metrics.Dispose();
    }
}
