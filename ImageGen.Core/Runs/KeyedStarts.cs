namespace ImageGen.Core.Runs;

/// <summary>
/// What the keys of starts stand for. A key is bound to the id of the run before the run is created, and the run's document names the key:
/// so the one who finds one of the two, after whatever cut, knows whether the run is this start's.
/// </summary>
internal sealed class KeyedStarts(IRunStore store, IStartKeys keys, IWorkflowClient workflows, TimeProvider time)
{
    /// <summary>What the start is answered; without a result it is still to be made.</summary>
    public async Task<KeyedStart> FindAsync(StartKey key, CancellationToken cancellationToken)
    {
        var record = await keys.FindAsync(key.Key, cancellationToken);
        if (record is null || time.GetUtcNow() - record.At >= StartRecord.Lifetime)
        {
            return new KeyedStart(null, record);
        }

        if (record.Body != key.Body)
        {
            return new KeyedStart(new StartResult.KeyReused(), record);
        }

        var isThere = await IsOfAsync(record.RunId, key, cancellationToken);
        if (isThere)
        {
            await ConfirmAsync(record, cancellationToken);

            // Its first start may have been cut off before the run was woken.
            await workflows.WakeAsync(record.RunId, cancellationToken);
        }

        return new KeyedStart(isThere || record.IsStarted ? new StartResult.Repeated(record.RunId) : null, record);
    }

    /// <summary>Whether the run is there and was started with the key.</summary>
    public async Task<bool> IsOfAsync(string runId, StartKey key, CancellationToken cancellationToken) =>
        (await store.FindAsync(runId, cancellationToken))?.StartKey == key.Key;

    /// <summary>Binds the key to a run that is to be created; null when another start has changed what the key stands for.</summary>
    public async Task<StartRecord?> BindAsync(StartKey key, string runId, StartRecord? known, CancellationToken cancellationToken)
    {
        if (known is { IsStarted: false } && known.RunId == runId && known.Body == key.Body)
        {
            return known;
        }

        // The same start, sent twice at once, may have created its run since the record was read.
        if (known is not null && await IsOfAsync(known.RunId, key, cancellationToken) && time.GetUtcNow() - known.At < StartRecord.Lifetime)
        {
            return null;
        }

        var record = new StartRecord(key.Key, key.Body, runId, time.GetUtcNow());
        return await keys.TryWriteAsync(record, known, cancellationToken) ? record : null;
    }

    /// <summary>Notes that the run was created.</summary>
    public async Task ConfirmAsync(StartRecord record, CancellationToken cancellationToken)
    {
        if (!record.IsStarted)
        {
            // Another start with the key may have noted it first.
            await keys.TryWriteAsync(record with { IsStarted = true }, record, cancellationToken);
        }
    }
}

/// <summary>What is known of a start with a key.</summary>
/// <param name="Result">What it is answered; null: it is still to be made.</param>
/// <param name="Record">What is stored of the key; null: nothing.</param>
internal sealed record KeyedStart(StartResult? Result, StartRecord? Record);
