namespace ImageGen.Hosting.Gemini;

/// <summary>
/// One answer while it arrives: a file that only this process can open and that is deleted with it. Where the disk fails, the answer
/// continues in memory: it is paid for, and only the store decides whether its image can be stored.
/// </summary>
internal sealed class SpoolFile : IDisposable
{
    private Stream _stream;
    private MappedMemory? _mapped;

    /// <param name="folder">
    /// Where the file is; created when it is not there but its parent is, so that a data folder that vanished stays away.
    /// </param>
    public SpoolFile(string folder) => _stream = (Stream?)TryCreate(folder) ?? new MemoryStream();

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Appends <paramref name="piece"/>.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> piece)
    {
        try
        {
            await _stream.WriteAsync(piece, CancellationToken.None);
        }
        catch (Exception e) when (_stream is FileStream && e is IOException or UnauthorizedAccessException)
        {
            ContinueInMemory();
            await _stream.WriteAsync(piece, CancellationToken.None);
        }

        Length += piece.Length;
    }

    /// <summary>Appends <paramref name="piece"/>.</summary>
    public void Write(ReadOnlySpan<byte> piece)
    {
        try
        {
            _stream.Write(piece);
        }
        catch (Exception e) when (_stream is FileStream && e is IOException or UnauthorizedAccessException)
        {
            ContinueInMemory();
            _stream.Write(piece);
        }

        Length += piece.Length;
    }

    /// <summary>All that was written, valid until this is disposed of. Nothing is written behind it.</summary>
    public ReadOnlyMemory<byte> Read() => _stream switch
    {
        FileStream when Length == 0 => ReadOnlyMemory<byte>.Empty,
        FileStream file => (_mapped ??= new MappedMemory(file, (int)Length)).Memory,
        MemoryStream memory => memory.GetBuffer().AsMemory(0, (int)Length),
        _ => throw new InvalidOperationException($"Not a stream of ours: {_stream.GetType()}."),
    };

    public void Dispose()
    {
        ((IDisposable?)_mapped)?.Dispose();
        _stream.Dispose();
    }

    private void ContinueInMemory()
    {
        // A piece of which a part was written is written again as a whole.
        var written = new byte[Length];
        _stream.Position = 0;
        _stream.ReadExactly(written);
        _stream.Dispose();
        _stream = new MemoryStream();
        _stream.Write(written);
    }

    private static FileStream? TryCreate(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
            {
                if (!Directory.Exists(Path.GetDirectoryName(folder)))
                {
                    return null;
                }

                Directory.CreateDirectory(folder);
            }

            var path = Path.Combine(folder, AnswerSpool.Prefix + Guid.NewGuid().ToString("n"));
            var file = new FileStream(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            if (!OperatingSystem.IsWindows())
            {
                // Without a name it is gone with the process, however that ends.
                File.Delete(path);
            }

            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
