using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>Passes on what is logged, but nothing that was logged when this part of the history was made.</summary>
internal sealed class QuietWhileReplaying(ILogger log) : ILogger
{
    public bool IsQuiet { get; set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => !IsQuiet && log.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsQuiet) log.Log(logLevel, eventId, state, exception, formatter);
    }
}
