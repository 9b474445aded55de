using ImageGen.Functions;
using Microsoft.Azure.Functions.Worker.Builder;

var builder = FunctionsApplication.CreateBuilder(args);
builder.AddImageGen();
await builder.Build().RunAsync();
