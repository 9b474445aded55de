namespace ImageGen.Hosting.Gemini;

/// <summary>
/// One answer while it arrives: a file that only this process can open and that is deleted with it. Where the disk fails, the answer
/// continues in
/// memory: it is paid for, and whether its image can be stored is for the store to say.
/// </summary>
internal sealed class SpoolFile : IAsyncDisposable
{
    private Stream _stream;

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
            await ContinueInMemoryAsync();
            await _stream.WriteAsync(piece, CancellationToken.None);
        }

        Length += piece.Length;
    }

    /// <summary>Reads everything that was written into <paramref name="buffer"/>, which has exactly its length.</summary>
    public async Task ReadAsync(Memory<byte> buffer)
    {
        _stream.Position = 0;
        await _stream.ReadExactlyAsync(buffer, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task ContinueInMemoryAsync()
    {
        var written = new byte[Length];
        await ReadAsync(written);
        await _stream.DisposeAsync();
        _stream = new MemoryStream();
        await _stream.WriteAsync(written);
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
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
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
