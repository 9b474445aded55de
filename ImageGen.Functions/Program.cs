using ImageGen.Functions;
using ImageGen.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;

using var telemetry = TelemetryExport.Start("imagegen-functions");
var builder = FunctionsApplication.CreateBuilder(args);
builder.AddImageGen();
await builder.Build().RunAsync();
