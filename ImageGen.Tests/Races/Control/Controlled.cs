using ImageGen.Local.Storage;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Tests.Races.Control;

/// <summary>
/// What rewritten code calls in place of the platform, see <see cref="Rewriter"/>: the instance comes first, and where it is called last.
/// On a thread without operation it does what the platform does.
/// </summary>
internal static class Controlled
{
    public static Lock.Scope EnterScope(Lock door, string at)
    {
        if (Interleaving.Mine is { } mine)
        {
            mine.Owner.Enter(mine, door, at);
        }

        return door.EnterScope();
    }

    /// <summary>A planted fault: the lock is not taken.</summary>
    public static Lock.Scope Pass(Lock door, string at)
    {
        _ = door;
        Interleaving.Point(at);
        Interleaving.Mine?.Held.Push(null);
        return new Lock().EnterScope();
    }

    public static void Exit(ref Lock.Scope scope)
    {
        if (Interleaving.Mine is { } mine)
        {
            mine.Owner.Exit(mine);
        }

        scope.Dispose();
    }

    public static void Point(string at) => Interleaving.Point(at);

    public static Task RunAction(Action body) =>
        Task.Factory.StartNew(_ => body(), NameOf(body), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);

    public static Task RunTask(Func<Task?> body) => RunTaskUnless(body, CancellationToken.None);

    public static Task RunTaskUnless(Func<Task?> body, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(_ => body()!, NameOf(body), cancellationToken, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    public static Task<T> RunValue<T>(Func<T> body) =>
        Task.Factory.StartNew(_ => body(), NameOf(body), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler);

    public static Task<T> RunTaskValue<T>(Func<Task<T>?> body) =>
        Task.Factory.StartNew(_ => body()!, NameOf(body), CancellationToken.None, TaskCreationOptions.DenyChildAttach, Scheduler).Unwrap();

    public static bool QueueItem(IThreadPoolWorkItem item, bool preferLocal)
    {
        if (Interleaving.Mine is not { } mine)
        {
            return ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal);
        }

        mine.Owner.Queue(item.GetType().Name, item.Execute);
        return true;
    }

    public static bool QueueCallback(WaitCallback body)
    {
        if (Interleaving.Mine is not { } mine)
        {
            return ThreadPool.QueueUserWorkItem(body);
        }

        mine.Owner.Queue(NameOf(body), () => body(null));
        return true;
    }

    /// <summary>
    /// Without the flag for asynchronous continuations, with which .NET completes <c>WhenAny</c> and the like on its thread pool. Awaits
    /// continue as operations of their own anyway.
    /// </summary>
    public static TaskCompletionSource NewCompletion(TaskCreationOptions options) => new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    public static TaskCompletionSource<T> NewValueCompletion<T>(TaskCreationOptions options) =>
        new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task WaitAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is not { } mine)
        {
            return semaphore.WaitAsync(cancellationToken);
        }

        Interleaving.Point("SemaphoreSlim.WaitAsync");
        if (cancellationToken.IsCancellationRequested || semaphore.Wait(0, CancellationToken.None))
        {
            return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : Task.CompletedTask;
        }

        var wait = new TaskCompletionSource();
        if (!mine.Owner.Waits.TryGetValue(semaphore, out var waits))
        {
            mine.Owner.Waits[semaphore] = waits = new Queue<TaskCompletionSource>();
        }

        waits.Enqueue(wait);
        cancellationToken.Register(() => wait.TrySetCanceled(cancellationToken));
        return wait.Task;
    }

    public static int Release(SemaphoreSlim semaphore)
    {
        Interleaving.Point("SemaphoreSlim.Release");
        if (Interleaving.Mine is { } mine && mine.Owner.Waits.TryGetValue(semaphore, out var waits))
        {
            while (waits.TryDequeue(out var wait))
            {
                if (wait.TrySetResult())
                {
                    return 0;
                }
            }
        }

        return semaphore.Release();
    }

    public static T Value<T>(Lazy<T> lazy)
    {
        if (lazy.IsValueCreated || Interleaving.Mine is not { } mine)
        {
            return lazy.Value;
        }

        // Its own lock would be held over points.
        Interleaving.Wait("Lazy.Value", () => !mine.Owner.IsOtherClosed(mine));
        mine.Closed++;
        try
        {
            return lazy.Value;
        }
        finally
        {
            mine.Closed--;
        }
    }

    public static void Cancel(CancellationTokenSource source)
    {
        Interleaving.Point("CancellationTokenSource.Cancel");
        var mine = Interleaving.Mine;
        if (mine is not null)
        {
            mine.Closed++;
        }

        try
        {
            source.Cancel();
        }
        finally
        {
            if (mine is not null)
            {
                mine.Closed--;
            }
        }
    }

    public static Task CancelAsync(CancellationTokenSource source) =>
        Interleaving.Mine is null ? source.CancelAsync() : RunAction(() => Cancel(source));

    /// <summary>.NET's own blocks the thread while a callback runs, wherever it stands.</summary>
    public static void DisposeSource(CancellationTokenSource source)
    {
        AwaitCallbacks();
        source.Dispose();
    }

    public static void DisposeRegistration(ref CancellationTokenRegistration registration)
    {
        if (!registration.Unregister())
        {
            AwaitCallbacks();
        }

        registration.Dispose();
    }

    public static ValueTask DisposeRegistrationAsync(ref CancellationTokenRegistration registration)
    {
        DisposeRegistration(ref registration);
        return ValueTask.CompletedTask;
    }

    public static void FlushToDisk(SafeFileHandle file)
    {
        if (!IsOnDisk(nameof(RandomAccess.FlushToDisk)))
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    public static void SetLength(SafeFileHandle file, long length)
    {
        IsOnDisk(nameof(RandomAccess.SetLength));
        RandomAccess.SetLength(file, length);
    }

    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            IsOnDisk(nameof(RandomAccess.Write));
        }
        catch (IOException)
        {
            // A full disk takes what has room.
            RandomAccess.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw;
        }

        RandomAccess.Write(file, bytes, offset);
    }

    public static void FlushFolder(string path)
    {
        if (Interleaving.Mine is null)
        {
            NativeFiles.FlushFolder(path);
        }
    }

    public static ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is null)
        {
            return RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
        }

        Interleaving.Point("RandomAccess.WriteAsync");
        RandomAccess.Write(file, bytes.Span, offset);
        return ValueTask.CompletedTask;
    }

    private static TaskScheduler Scheduler => Interleaving.Mine?.Owner ?? TaskScheduler.Default;

    private static bool IsOnDisk(string member)
    {
        Interleaving.Point(member);
        Interleaving.Mine?.Owner.OnDisk(member);
        return Interleaving.Mine is not null;
    }

    private static string NameOf(Delegate body) => $"{body.Method.DeclaringType?.Name}.{body.Method.Name}";

    private static void AwaitCallbacks()
    {
        if (Interleaving.Mine is { Closed: 0 } mine)
        {
            Interleaving.Wait("the end of a cancellation", () => !mine.Owner.IsOtherClosed(mine));
        }
    }
}
