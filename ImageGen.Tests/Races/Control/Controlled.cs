namespace ImageGen.Tests.Races.Control;

/// <summary>
/// What rewritten code calls in place of the platform, see <see cref="Rewriter"/>: the instance comes first, and where it is called last.
/// On a thread without operation it does what the platform does.
/// </summary>
internal static partial class Controlled
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

    public static void BeginStatic()
    {
        if (Interleaving.Mine is { } mine)
        {
            mine.Static++;
        }
    }

    public static void EndStatic()
    {
        if (Interleaving.Mine is { } mine)
        {
            mine.Static--;
        }
    }

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

        // It may be over before this returns.
        Interleaving.Point(nameof(QueueItem));
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

    private static TaskScheduler Scheduler => Interleaving.Mine?.Owner ?? TaskScheduler.Default;

    private static string NameOf(Delegate body) => $"{body.Method.DeclaringType?.Name}.{body.Method.Name}";
}
