using ImageGen.Core.Ports;
using ImageGen.Local.Cli;

using var interrupts = Interrupts.OfProcess();
return await CommandLine.RunAsync(args, ConsoleEnvironment.Create(interrupts, _ => throw new UserException("There is no engine in this build yet.")));
