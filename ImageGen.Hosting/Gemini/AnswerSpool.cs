namespace ImageGen.Hosting.Gemini;

/// <summary>
/// Where answers of the service wait for their turn: each is written to a file while it arrives, and only a few at a time are in work, from
/// when their JSON is read until their image is stored. Neither answer nor image is on the heap then: the image is decoded from base64 into
/// a file of its own, and both files are mapped. Whatever holds a turn waits for disk and processor alone, never for another answer, so
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

    /// <param name="folder">Where the files are; created when it is not there. Files that a dead process left are deleted.</param>
    /// <param name="atOnce">How many answers are in memory at once.</param>
    /// <param name="maxBytes">
    /// <c>ImageGen:Limits:MaxBytesInFlight</c>: what they may take together. An answer that needs more is alone.
    /// </param>
    public AnswerSpool(string folder, int atOnce, long maxBytes)
    {
        (_folder, _turns, _budget) = (folder, new SemaphoreSlim(atOnce), new ByteBudget(maxBytes));
        if (Directory.Exists(folder))
        {
            Sweep(folder);
        }
    }

    /// <summary>Receives an answer; null when it is larger than <paramref name="most"/> bytes, however it was compressed.</summary>
    /// <returns>The body, valid until the lease is disposed of.</returns>
    public async Task<(ReadOnlyMemory<byte> Body, AnswerLease Lease)?> ReceiveAsync(
        HttpContent content, long most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        var file = new SpoolFile(_folder);
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            if (!await CopyAsync(body, file, most, cancellationToken))
            {
                file.Dispose();
                return null;
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }

        // It is paid for: from here on it is neither given up nor too late, and its turn comes soon.
        await _turns.WaitAsync(CancellationToken.None);
        var share = await _budget.TakeAsync(file.Length * MemoryPerByte);
        var lease = new AnswerLease(file, () => new SpoolFile(_folder), () =>
        {
            share.Dispose();
            _turns.Release();
        });
        try
        {
            return (lease.Body, lease);
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
}
