namespace ImageGen.Local.Cli;

/// <summary>
/// Text for a terminal that may repeat foreign text: an argument, a file's name, an answer. Control characters, which could
/// colour, move or rewrite what stands there, and marks that turn the direction of reading are shown as <c>�</c>.
/// </summary>
internal sealed class PlainWriter : TextWriter
{
    private readonly TextWriter _inner;

    public PlainWriter(TextWriter inner) => (_inner, NewLine) = (inner, inner.NewLine);

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => _inner.Write(Shown(value));

    public override void Write(string? value) =>
        _inner.Write(value is null || value.All(c => Shown(c) == c) ? value : string.Concat(value.Select(Shown)));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush() => _inner.Flush();

    private static char Shown(char c) =>
        c is '\n' or '\r' or '\t' || !(char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069') ? c : '\uFFFD';
}
