using System.Text.RegularExpressions;

namespace ImageGen.Tests.Local.Cli;

/// <summary>What a command has printed so far, for tests that look on while it runs.</summary>
internal sealed class PrintedText : TextWriter
{
    private readonly Lock _guard = new();
    private readonly StringBuilder _text = new();
    private TaskCompletionSource _printed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PrintedText() => NewLine = "\n";

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Add([value]);

    public override void Write(string? value) => Add(value);

    public override void Write(char[] buffer, int index, int count) => Add(buffer.AsSpan(index, count));

    /// <summary>The first match in what is printed, now or later.</summary>
    public async Task<string> WhenPrintedAsync(Regex what)
    {
        while (true)
        {
            Task more;
            lock (_guard)
            {
                more = _printed.Task;
                if (what.Match(_text.ToString()) is { Success: true } match)
                {
                    return match.Value;
                }
            }

            await more.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    public override string ToString()
    {
        lock (_guard)
        {
            return _text.ToString();
        }
    }

    private void Add(ReadOnlySpan<char> text)
    {
        lock (_guard)
        {
            _text.Append(text);
            _printed.SetResult();
            _printed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
