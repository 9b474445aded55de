using ImageGen.Functions;
using Microsoft.Azure.Functions.Worker.Builder;

using var telemetry = ApplicationInsights.Start("imagegen-functions", Environment.GetEnvironmentVariable);
var builder = FunctionsApplication.CreateBuilder(args);
builder.AddImageGen();
await builder.Build().RunAsync();
