using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ImageGen.Tests.Races.Control;

/// <summary>A thread for operations, used again by later ones.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the process.")]
internal sealed class Worker
{
    private static readonly ConcurrentStack<Worker> Idle = new();

    private readonly SemaphoreSlim _go = new(0);
    private Operation? _operation;

    public static void Run(Operation operation)
    {
        if (!Idle.TryPop(out var worker))
        {
            worker = new Worker();
            new Thread(worker.Loop) { IsBackground = true, Name = "operation" }.Start();
        }

        worker._operation = operation;
        worker._go.Release();
    }

    private void Loop()
    {
        while (true)
        {
            _go.Wait();
            _operation!.Owner.Execute(_operation);
            Idle.Push(this);
        }
    }
}
