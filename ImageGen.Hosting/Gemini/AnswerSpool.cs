namespace ImageGen.Hosting.Gemini;

/// <summary>
/// Where answers of the service wait for their turn: each is written to a file while it arrives, and only a few at a time are in
/// memory, from
/// when their JSON is read until their image is stored. Whatever holds a turn waits for disk and processor alone, never for another
/// answer, so
/// that there is no deadlock.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class AnswerSpool : IDisposable
{
    /// <summary>What the names of the files begin with.</summary>
    public const string Prefix = ".imagegen-answer-";

    // Beside the answer itself: its image, decoded from base64, and what the image library takes.
    private const int MemoryPerByte = 3;

    private readonly string _folder;
    private readonly SemaphoreSlim _turns;
    private readonly ByteBudget _budget;
    private readonly BufferShelf _buffers;

    /// <param name="folder">Where the files are; created when it is not there. Files that a dead process left are deleted.</param>
    /// <param name="atOnce">How many answers are in memory at once.</param>
    /// <param name="maxBytes">
    /// <c>ImageGen:Limits:MaxBytesInFlight</c>: what they may take together. An answer that needs more is alone.
    /// </param>
    public AnswerSpool(string folder, int atOnce, long maxBytes)
    {
        (_folder, _turns, _budget, _buffers) = (folder, new SemaphoreSlim(atOnce), new ByteBudget(maxBytes), new BufferShelf(atOnce));
        if (Directory.Exists(folder))
        {
            Sweep(folder);
        }
    }

    /// <summary>Receives an answer; null when it is larger than <paramref name="most"/> bytes, however it was compressed.</summary>
    /// <returns>The body, valid until the lease is disposed of.</returns>
    public async Task<(ReadOnlyMemory<byte> Body, IDisposable Lease)?> ReceiveAsync(HttpContent content, long most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        await using var file = new SpoolFile(_folder);
        await using (var body = await content.ReadAsStreamAsync(cancellationToken))
        {
            if (!await CopyAsync(body, file, most, cancellationToken))
            {
                return null;
            }
        }

        // It is paid for: from here on it is neither given up nor too late, and its turn comes soon.
        var length = (int)file.Length;
        await _turns.WaitAsync(CancellationToken.None);
        var lease = new Lease(this, (long)length * MemoryPerByte);
        try
        {
            await lease.TakeBudgetAsync();
            var buffer = lease.Rent(length);
            await file.ReadAsync(buffer.AsMemory(0, length));
            return (buffer.AsMemory(0, length), lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public void Dispose() => _turns.Dispose();

    private static async Task<bool> CopyAsync(Stream from, SpoolFile to, long most, CancellationToken cancellationToken)
    {
        var piece = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await from.ReadAsync(piece, cancellationToken) is var count and > 0)
            {
                if (to.Length + count > most)
                {
                    return false;
                }

                await to.WriteAsync(piece.AsMemory(0, count));
            }

            return true;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static void Sweep(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, Prefix + "*"))
        {
            try
            {
                using (File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.None))
                {
                    File.Delete(file);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process is writing it.
            }
        }
    }

    private sealed class Lease(AnswerSpool spool, long bytes) : IDisposable
    {
        private byte[]? _buffer;
        private IDisposable? _share;
        private bool _isDisposed;

        public async Task TakeBudgetAsync() => _share = await spool._budget.TakeAsync(bytes);

        public byte[] Rent(int length) => _buffer = spool._buffers.Rent(length);

        public void Dispose()
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_buffer is not null)
            {
                spool._buffers.Return(_buffer);
            }

            _share?.Dispose();
            spool._turns.Release();
        }
    }
}
