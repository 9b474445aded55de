namespace ImageGen.Local.Storage.Inbox;

/// <summary>
/// How a process asks something of the one that works on the data folder: a small file in its inbox. The owner renames it from
/// <c>.json</c> to <c>.taken</c> (so that it cannot be withdrawn any more), carries it out, writes an <c>.answer</c> when it refuses, and
/// deletes it, which is the acknowledgement.
/// </summary>
internal sealed partial class CommandInbox(DataFolder data, TimeProvider time, ILogger<CommandInbox> logger)
{
    private const string Sent = ".json";
    private const string Taken = ".taken";
    private const string Answer = ".answer";

    /// <summary>How long a person's command waits: the owner reads its inbox at once, and every second at the latest.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan OwnerPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SenderPoll = TimeSpan.FromMilliseconds(50);

    private bool _isInTrouble;

    /// <summary>What a person reads when no process took a command.</summary>
    public static string NotTaken(DataFolder data, DataOwner owner) =>
        $"{data.Root} is in use by {owner}, which does not answer. Nothing was changed; try again, or end that process.";

    /// <summary>
    /// Sends a command and waits until it was carried out or refused, or withdraws it when no one takes it within <paramref
    /// name="timeout"/>: null, it will not be carried out.
    /// </summary>
    public async Task<ControlResult?> SendAsync(RunCommand command, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{command.SentAt.UtcTicks:d19}-{Guid.NewGuid():n}");
        var path = Path.Combine(data.Inbox, name);
        try
        {
            await TempFile.ReplaceAsync(path + Sent, ImageGenJson.Write(command), cancellationToken);
            return await AwaitAsync(path, time.GetTimestamp(), timeout, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            TryWithdraw(path);
            throw;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
    }

    /// <summary>Carries out the commands of other processes, in the order in which they were sent, until it is cancelled.</summary>
    /// <param name="carryOut">Returns when the command is durable; a <see cref="UserException"/> refuses it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ServeAsync(Func<RunCommand, CancellationToken, Task> carryOut, CancellationToken cancellationToken)
    {
        TempFile.CreateFolder(data.Inbox);
        RestoreCommands();
        using var arrivals = new SemaphoreSlim(0);
        using var watcher = TryWatch(arrivals);
        while (!cancellationToken.IsCancellationRequested)
        {
            await CarryOutAllAsync(carryOut, cancellationToken);

            // A watcher misses events on some file systems; the clock does not.
            using var timer = new CancellationTokenSource(OwnerPoll, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            await arrivals.WaitAsync(either.Token).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>
    /// Null where the system has no watcher left to give, as happens beside editors and containers: the clock has to do then.
    /// </summary>
    private FileSystemWatcher? TryWatch(SemaphoreSlim arrivals)
    {
        var watcher = new FileSystemWatcher(data.Inbox, "*" + Sent);
        watcher.Created += (_, _) => arrivals.Release();
        watcher.Renamed += (_, _) => arrivals.Release();
        try
        {
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            watcher.Dispose();
            return null;
        }
    }

    private async Task CarryOutAllAsync(Func<RunCommand, CancellationToken, Task> carryOut, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var path in Directory.GetFiles(data.Inbox, "*" + Sent).Order(StringComparer.Ordinal))
            {
                await CarryOutAsync(path, carryOut, cancellationToken);
            }

            _isInTrouble = false;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            // It may pass: the disk is full, or away for a moment. Who sent something waits, or withdraws it.
            if (!_isInTrouble)
            {
                LogNotServed(logger, StorageFault.Reading(data.Inbox, e).Message);
            }

            _isInTrouble = true;
        }
    }

    private async Task CarryOutAsync(string path, Func<RunCommand, CancellationToken, Task> carryOut, CancellationToken cancellationToken)
    {
        var taken = Path.ChangeExtension(path, Taken);
        try
        {
            File.Move(path, taken, overwrite: true);
            if (!RegularFile.HasContent(taken))
            {
                throw new JsonException("It is empty, or no regular file.");
            }

            var command = ImageGenJson.Read<RunCommand>(await File.ReadAllBytesAsync(taken, cancellationToken));
            await carryOut(command, cancellationToken);
            File.Delete(taken);
        }
        catch (FileNotFoundException)
        {
            // Its sender has withdrawn it.
        }
        catch (JsonException e)
        {
            LogSetAside(logger, path, e.Message, Corrupt.SetAside(taken));
        }
        catch (UserException e)
        {
            await TempFile.ReplaceAsync(Path.ChangeExtension(path, Answer), ImageGenJson.Write(new Refusal(e.Message)), cancellationToken);
            File.Delete(taken);
        }
    }

    /// <summary>
    /// A command that a process took and died over was not acknowledged: it comes again. Answers that no one waits for go.
    /// </summary>
    private void RestoreCommands()
    {
        TempFile.Sweep(data.Inbox);
        foreach (var taken in Directory.GetFiles(data.Inbox, "*" + Taken))
        {
            File.Move(taken, Path.ChangeExtension(taken, Sent), overwrite: true);
        }

        foreach (var answer in Directory.GetFiles(data.Inbox, "*" + Answer))
        {
            File.Delete(answer);
        }
    }

    private async Task<ControlResult?> AwaitAsync(string path, long since, TimeSpan timeout, CancellationToken cancellationToken)
    {
        while (File.Exists(path + Sent) || File.Exists(path + Taken))
        {
            if (time.GetElapsedTime(since) > timeout && TryWithdraw(path))
            {
                return null;
            }

            await Task.Delay(SenderPoll, time, cancellationToken);
        }

        if (!File.Exists(path + Answer))
        {
            return new ControlResult.Done();
        }

        var refusal = ImageGenJson.Read<Refusal>(await File.ReadAllBytesAsync(path + Answer, cancellationToken));
        File.Delete(path + Answer);
        return new ControlResult.Refused(refusal.Problem);
    }

    /// <summary>False when the owner has taken it already.</summary>
    private static bool TryWithdraw(string path)
    {
        var withdrawn = path + ".withdrawn";
        try
        {
            File.Move(path + Sent, withdrawn);
            File.Delete(withdrawn);
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private sealed record Refusal(string Problem);

    [LoggerMessage(3021, LogLevel.Warning, "Commands of other processes are not carried out: {Message}")]
    private static partial void LogNotServed(ILogger logger, string message);

    [LoggerMessage(3020, LogLevel.Warning, "The command {Path} cannot be read: {Why} It was put aside as {Aside}.")]
    private static partial void LogSetAside(ILogger logger, string path, string why, string aside);
}
