using ImageGen.Functions.Tests.Support;

return await ManyAttempts.RunAsync(args);
