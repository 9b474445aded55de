return await ManyAttempts.RunAsync(args);
