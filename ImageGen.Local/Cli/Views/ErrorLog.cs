using System.Collections.Concurrent;
using ImageGen.Local.Host;

namespace ImageGen.Local.Cli.Views;

/// <summary>
/// Log lines on standard error. While a terminal shows lines that change in place they are held back, and come when those stand still.
/// </summary>
internal sealed class ErrorLog(TextWriter error, TimeProvider time) : ILoggerProvider
{
    private const int MostHeld = 200;

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _held = [];
    private bool _isHolding;

    /// <summary>Holds lines back until the result is disposed of; beyond 200 the oldest are dropped.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _isHolding = true;
        }

        return new Holding(this);
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose()
    {
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            if (!_isHolding)
            {
                error.WriteLine(line);
                return;
            }

            _held.Enqueue(line);
            if (_held.Count > MostHeld)
            {
                _held.TryDequeue(out _);
            }
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            _isHolding = false;
            while (_held.TryDequeue(out var line))
            {
                error.WriteLine(line);
            }
        }
    }

    private sealed class Holding(ErrorLog log) : IDisposable
    {
        public void Dispose() => log.Release();
    }

    private sealed class Logger(ErrorLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // The message of what a person can fix is complete; anything else is a bug, and the developer needs to know where.
            var trace = exception is null or UserException ? string.Empty : Environment.NewLine + exception;
            log.Write($"{Words.Clock(log.Now)} {logLevel.ToString().ToLowerInvariant()}: {formatter(state, exception)}{trace}");
        }
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
