using ImageGen.Simulator.Cli;

return await SimulatorCommand.RunAsync(args);
