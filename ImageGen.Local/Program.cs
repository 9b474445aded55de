using ImageGen.Hosting;
using ImageGen.Local.Cli;
using ImageGen.Local.Engine;

using var telemetry = TelemetryExport.Start("imagegen");
using var interrupts = Interrupts.OfProcess();
return await CommandLine.RunAsync(args, ConsoleEnvironment.Create(interrupts, services => new EmbeddedEngine(services)));
