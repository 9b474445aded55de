using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Fuzz;

/// <summary>Keeps every line that is logged, from <paramref name="least"/> on, with what an exception says.</summary>
internal sealed class KeptLog(LogLevel least = LogLevel.Trace) : ILoggerProvider
{
    private readonly LogLevel _least = least;
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = [];

    public IEnumerable<string> Errors => _lines.Where(l => l.Level >= LogLevel.Error).Select(l => l.Text);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(KeptLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= log._least;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log._lines.Enqueue((logLevel, $"{category}: {formatter(state, exception)} {exception}"));
    }
}
