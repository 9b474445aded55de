using ImageGen.Local.Cli.Views;
using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Local.Cli;

public sealed class ErrorLogTests : IDisposable
{
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly ErrorLog _log;

    public ErrorLogTests() => _log = new ErrorLog(_error, new ManualTimeProvider());

    public void Dispose()
    {
        _log.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Log_Warning_OneLine()
    {
        Warn("The disk is slow.");

        Assert.EndsWith(" warning: The disk is slow.\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hold_WhileHeld_NothingIsWrittenAndAllComesAfterwards()
    {
        using (_log.Hold())
        {
            Warn("one");
            Warn("two");
            Assert.Empty(_error.ToString());
        }

        Warn("three");
        Assert.Equal(["one", "two", "three"], _error.ToString().TrimEnd().Split('\n').Select(line => line[(line.LastIndexOf(' ') + 1)..]));
    }

    private void Warn(string message) => _log.CreateLogger("x").Log(LogLevel.Warning, default, message, null, (text, _) => text);
}
