using ImageGen.Bench;

// Started by the benchmark itself, to learn what starting any program costs.
return args is ["nothing"] ? 0 : await BenchCommand.RunAsync(args);
