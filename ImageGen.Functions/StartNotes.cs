namespace ImageGen.Functions;

/// <summary>Logs at the start what a person should know of the settings although they are valid.</summary>
internal sealed partial class StartNotes(ImmutableArray<string> notes, ILogger<StartNotes> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var note in notes)
        {
            LogNote(note);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(4000, LogLevel.Information, "{Note}")]
    private partial void LogNote(string note);
}
