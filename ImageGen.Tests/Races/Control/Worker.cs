using System.Collections.Concurrent;

namespace ImageGen.Tests.Races.Control;

/// <summary>A thread for operations, used again by later ones.</summary>
internal sealed class Worker
{
    private static readonly ConcurrentStack<Worker> Idle = new();

    private readonly Turn _turn = new();
    private Operation? _operation;

    public static void Run(Operation operation)
    {
        if (!Idle.TryPop(out var worker))
        {
            worker = new Worker();
            new Thread(worker.Loop) { IsBackground = true, Name = "operation" }.Start();
        }

        worker._operation = operation;
        worker._turn.Give();
    }

    private void Loop()
    {
        while (true)
        {
            _turn.Take();
            _operation!.Owner.Execute(_operation);
            Idle.Push(this);
        }
    }
}
