using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>Small workflows, good and bad, on which the engine itself is tested.</summary>
internal sealed class ToyWorkflows
{
    private int _ran;

    /// <summary>How often the activity <c>Count</c> was run.</summary>
    public int Counted { get; private set; }

    public WorkflowCatalogue Catalogue => new WorkflowCatalogue()
        .Activity<int, int>("Double", n => n * 2)
        .Activity<int, int>("Count", n =>
        {
            Counted++;
            return n;
        })
        .Activity<int, bool>("Fail", n => throw new UserException($"No {n} today."))
        .Activity<int, string>("Much", n => new string('x', n))
        .Workflow<int, int>(nameof(SumOfDoubles), SumOfDoubles)
        .Workflow<int, ImmutableArray<string>>(nameof(Collect), Collect)
        .Workflow<int, string>(nameof(FirstOf), FirstOf)
        .Workflow<int, string>(nameof(Catches), Catches)
        .Workflow<int, int>(nameof(Parent), Parent)
        .Workflow<int, int>(nameof(CountDown), CountDown)
        .Workflow<int, ImmutableArray<string>>(nameof(Generations), Generations)
        .Workflow<int, int>(nameof(Reservations), Reservations)
        .Workflow<int, int>(nameof(CountsItsRuns), CountsItsRuns)
        .Workflow<int, int>(nameof(AsksForLess), AsksForLess)
        .Workflow<int, int>(nameof(LeavesItsThread), LeavesItsThread)
        .Workflow<int, int>(nameof(CancelsElsewhere), CancelsElsewhere)
        .Workflow<int, int>(nameof(WaitsForNothing), WaitsForNothing)
        .Workflow<int, int>(nameof(ContinuesOverWork), ContinuesOverWork)
        .Workflow<int, int>(nameof(ShowsMuch), ShowsMuch)
        .Workflow<int, int>(nameof(AsksForMuch), AsksForMuch);

    private static async Task<int> SumOfDoubles(IWorkflowContext context, int count)
    {
        var sum = 0;
        var open = Enumerable.Range(1, count).Select(n => context.CallActivityAsync<int>("Double", n)).ToList();
        while (open.Count > 0)
        {
            var next = await Task.WhenAny(open);
            open.Remove(next);
            sum += await next;
            context.SetStatus(new { sum, open = open.Count });
        }

        return sum;
    }

    private static async Task<ImmutableArray<string>> Collect(IWorkflowContext context, int count)
    {
        var got = new List<string>();
        while (got.Count < count)
        {
            got.Add(await context.WaitForSignalAsync<string>("word", CancellationToken.None));
            await context.DelayUntilAsync(context.UtcNow.AddSeconds(2), CancellationToken.None);
        }

        return [.. got];
    }

    private static async Task<string> FirstOf(IWorkflowContext context, int seconds)
    {
        using var rest = new CancellationTokenSource();
        var timer = context.DelayUntilAsync(context.UtcNow.AddSeconds(seconds), rest.Token);
        var signal = context.WaitForSignalAsync<string>("word", rest.Token);
        var first = await Task.WhenAny(timer, signal);
        var text = first == timer ? "time" : await signal;
        rest.Cancel();
        return text + (timer.IsCanceled ? ", timer cancelled" : ", wait cancelled");
    }

    private static async Task<string> Catches(IWorkflowContext context, int n)
    {
        try
        {
            await context.CallActivityAsync<bool>("Fail", n);
            return "nothing";
        }
        catch (WorkflowActivityException e)
        {
            return e.Message;
        }
    }

    private static async Task<int> Parent(IWorkflowContext context, int count)
    {
        var children = Enumerable.Range(1, count)
            .Select(n => context.CallSubWorkflowAsync<int>(nameof(SumOfDoubles), $"child-{n}", n))
            .ToList();
        context.SendSignal("nobody", "word", "lost");
        return (await Task.WhenAll(children)).Sum();
    }

    private static async Task<int> CountDown(IWorkflowContext context, int left)
    {
        await context.CallActivityAsync<int>("Count", left);
        if (left > 1)
        {
            context.ContinueAsNew(left - 1);
        }

        return left;
    }

    private static async Task<ImmutableArray<string>> Generations(IWorkflowContext context, int generation)
    {
        if (generation < 3)
        {
            await context.CallActivityAsync<int>("Double", generation);
            context.ContinueAsNew(generation + 1);
            return [];
        }

        return [await context.WaitForSignalAsync<string>("word", default), await context.WaitForSignalAsync<string>("word", default)];
    }

    private static async Task<int> Reservations(IWorkflowContext context, int want)
    {
        var reply = await context.ExchangeKeysAsync(
            "clear", new KeyPoolRequest(want.ToString(), want, [], [], [new KeyDescriptor("k", "g", 2)]));
        return reply.Reservations.Length;
    }

    // From here on: what no workflow may do.
    private async Task<int> CountsItsRuns(IWorkflowContext context, int n)
    {
        await context.CallActivityAsync<int>("Double", n);
        return await context.CallActivityAsync<int>("Double", ++_ran);
    }

    private async Task<int> AsksForLess(IWorkflowContext context, int n)
    {
        var isFirst = _ran++ == 0;
        await context.CallActivityAsync<int>("Double", n);
        return isFirst ? n : await context.CallActivityAsync<int>("Double", n);
    }

    private static async Task<int> LeavesItsThread(IWorkflowContext context, int n)
    {
        await context.CallActivityAsync<int>("Double", n);

        // It does not end by itself: one that ended before it was awaited would not leave the thread.
        var never = new TaskCompletionSource();
        return await Task.Run(async () =>
        {
            await never.Task;
            return n;
        });
    }

    private static async Task<int> CancelsElsewhere(IWorkflowContext context, int n)
    {
        using var rest = new CancellationTokenSource();
        _ = context.DelayUntilAsync(context.UtcNow.AddMinutes(1), rest.Token);
        await rest.CancelAsync(); // on the thread pool
        return n;
    }

    private static async Task<int> WaitsForNothing(IWorkflowContext context, int n)
    {
        await context.CallActivityAsync<int>("Double", n);
        return await new TaskCompletionSource<int>().Task;
    }

    private static async Task<int> ContinuesOverWork(IWorkflowContext context, int n)
    {
        var first = context.CallActivityAsync<int>("Double", n);
        _ = context.DelayUntilAsync(context.UtcNow.AddMinutes(1), CancellationToken.None);
        await first;
        context.ContinueAsNew(n);
        return n;
    }

    private static Task<int> ShowsMuch(IWorkflowContext context, int length)
    {
        context.SetStatus(new string('x', length));
        return Task.FromResult(length);
    }

    private static async Task<int> AsksForMuch(IWorkflowContext context, int length) =>
        (await context.CallActivityAsync<string>("Much", length)).Length;
}
