namespace ImageGen.Tests.Races.Control;

/// <content>What waits for other work, or lets it continue.</content>
internal static partial class Controlled
{
    /// <summary>
    /// Without the flag for asynchronous continuations, with which .NET completes <c>WhenAny</c> and the like on its thread pool. Awaits
    /// continue as operations of their own anyway.
    /// </summary>
    public static TaskCompletionSource NewCompletion(TaskCreationOptions options) =>
        new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    public static TaskCompletionSource<T> NewValueCompletion<T>(TaskCreationOptions options) =>
        new(options & ~TaskCreationOptions.RunContinuationsAsynchronously);

    public static Task Delay(TimeSpan delay, TimeProvider time) => DelayUnless(delay, time, CancellationToken.None);

    /// <summary>A delay that is cancelled would continue on .NET's thread pool, as would a wait for a task.</summary>
    public static Task DelayUnless(TimeSpan delay, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is null || delay <= TimeSpan.Zero || cancellationToken.IsCancellationRequested)
        {
            return Task.Delay(delay, time, cancellationToken);
        }

        var done = new TaskCompletionSource();
        var timer = time.CreateTimer(_ => done.TrySetResult(), null, delay, Timeout.InfiniteTimeSpan);
        cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        cancellationToken.Register(timer.Dispose);
        return done.Task;
    }

    public static Task WaitTask(Task task, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is not { } mine || task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            return task.WaitAsync(cancellationToken);
        }

        var done = new TaskCompletionSource();
        task.ContinueWith(done.TrySetFromTask, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, mine.Owner);
        cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        return done.Task;
    }

    public static Task<T> WaitValue<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is not { } mine || task.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            return task.WaitAsync(cancellationToken);
        }

        var done = new TaskCompletionSource<T>();
        task.ContinueWith(done.TrySetFromTask, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, mine.Owner);
        cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        return done.Task;
    }

    public static Task WaitTaskAtMost(Task task, TimeSpan most, TimeProvider time)
    {
        if (Interleaving.Mine is not { } mine || task.IsCompleted)
        {
            return task.WaitAsync(most, time);
        }

        var done = new TaskCompletionSource();
        var timer = time.CreateTimer(_ => done.TrySetException(new TimeoutException()), null, most, Timeout.InfiniteTimeSpan);
        task.ContinueWith(
            ended =>
            {
                timer.Dispose();
                done.TrySetFromTask(ended);
            },
            CancellationToken.None,
            TaskContinuationOptions.DenyChildAttach,
            mine.Owner);
        return done.Task;
    }

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

    private static void AwaitCallbacks()
    {
        if (Interleaving.Mine is { Closed: 0 } mine)
        {
            Interleaving.Wait("the end of a cancellation", () => !mine.Owner.IsOtherClosed(mine));
        }
    }
}
