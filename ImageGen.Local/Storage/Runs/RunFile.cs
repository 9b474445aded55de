using System.Buffers;

namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// <c>run.json</c>: a first line with what a list shows and the sum of the rest, then the document. So a list reads a few hundred bytes of
/// each run, however long its storyboard is.
/// </summary>
internal static class RunFile
{
    public const string Name = "run.json";

    /// <summary>The version of the file and of <see cref="RunDocument"/> that this program reads and writes.</summary>
    private const int Version = 1;

    private const int LongestHead = 4096;

    private static ReadOnlySpan<byte> HeadEnd => ",\"document\":"u8;

    private static ReadOnlySpan<byte> Tail => "\n}\n"u8;

    public static byte[] Write(RunDocument run)
    {
        var document = ImageGenJson.Write(run);
        var head = ImageGenJson.Write(
            new Head(run.Version, run.Id, run.Storyboard.Project, run.CreatedAt, run.Storyboard.BeatCount, SumOf(document)));
        var file = new ArrayBufferWriter<byte>();
        file.Write(head.AsSpan()[..^1]);
        file.Write(HeadEnd);
        file.Write("\n"u8);
        file.Write(document);
        file.Write(Tail);
        return file.WrittenSpan.ToArray();
    }

    /// <exception cref="RunFileException">It is not whole, not ours, or of another version.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static RunHeader ReadHeader(string path)
    {
        RequireContent(path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[LongestHead];
        var head = ReadHead(start[..RandomAccess.Read(file, start, fileOffset: 0)], out _);
        return new RunHeader(head.Id, head.Project, head.CreatedAt, head.Beats);
    }

    /// <exception cref="RunFileException">It is not whole, not ours, or of another version.</exception>
    public static RunDocument Read(string path)
    {
        RequireContent(path);
        var bytes = File.ReadAllBytes(path).AsSpan();
        var head = ReadHead(bytes, out var length);
        if (!bytes.EndsWith(Tail) || bytes.Length < length + Tail.Length)
        {
            throw new RunFileException("it is cut short");
        }

        var document = bytes[length..^Tail.Length];
        if (SumOf(document) != head.Sum)
        {
            throw new RunFileException("its check sum is wrong");
        }

        try
        {
            return ImageGenJson.Read<RunDocument>(document);
        }
        catch (JsonException e)
        {
            throw new RunFileException("it is not a run's document", e);
        }
    }

    private static void RequireContent(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException(null, path);
        }

        if (!RegularFile.HasContent(file))
        {
            throw new RunFileException("it is empty, or no regular file");
        }
    }

    private static Head ReadHead(ReadOnlySpan<byte> bytes, out int length)
    {
        var line = bytes.IndexOf((byte)'\n');
        length = line + 1;
        if (line < 0 || !bytes[..line].EndsWith(HeadEnd))
        {
            throw new RunFileException("its first line is not that of a run");
        }

        try
        {
            ReadOnlySpan<byte> json = [.. bytes[..(line - HeadEnd.Length)], (byte)'}'];
            var newer = ImageGenJson.Read<AnyHead>(json).Version;
            return newer == Version
                ? ImageGenJson.Read<Head>(json)
                : throw new RunFileException($"it is of version {newer}, and this program reads version {Version}")
                {
                    NewerVersion = newer > Version ? newer : null,
                };
        }
        catch (JsonException e)
        {
            throw new RunFileException("its first line is not that of a run", e);
        }
    }

    private static string SumOf(ReadOnlySpan<byte> document) => LogFrame.Sum(document).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>What the first line has in every version.</summary>
    private sealed record AnyHead(int Version);

    private sealed record Head(int Version, string Id, ProjectName Project, DateTimeOffset CreatedAt, int Beats, string Sum);
}

/// <summary>A <c>run.json</c> cannot be read as one; the message says why.</summary>
internal sealed class RunFileException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The version of the newer program that wrote it, which is to be left where it is; null: it is damaged.</summary>
    public int? NewerVersion { get; init; }
}
