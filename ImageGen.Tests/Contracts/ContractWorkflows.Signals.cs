using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Contracts;

/// <summary>Workflows that send signals, and wait for them or for a time.</summary>
internal sealed partial class ContractWorkflows
{
    private async Task<string> First(IWorkflowContext context, int ticks)
    {
        using var rest = new CancellationTokenSource();
        var timer = context.DelayUntilAsync(context.UtcNow + (tick * ticks), rest.Token);
        var signal = context.WaitForSignalAsync<string>(Signal, rest.Token);
        var square = context.CallActivityAsync<int>("Square", 3);
        var first = await Task.WhenAny(timer, signal, square);
        var second = await Task.WhenAny(timer, signal);
        rest.Cancel();
        return $"{(first == square ? await square : 0)} {(second == signal ? await signal : "time")}";
    }

    private async Task<string> Cancels(IWorkflowContext context, int ticks)
    {
        using var rest = new CancellationTokenSource();
        var timer = context.DelayUntilAsync(context.UtcNow + (tick * ticks), rest.Token);
        var signal = context.WaitForSignalAsync<string>(Signal, rest.Token);
        await context.CallActivityAsync<int>("Square", 1);
        rest.Cancel();
        var ends = new List<string>();
        foreach (var task in new[] { timer, signal, context.DelayUntilAsync(context.UtcNow + tick, rest.Token) })
        {
            try
            {
                await task;
                ends.Add("ended");
            }
            catch (OperationCanceledException)
            {
                ends.Add("cancelled");
            }
        }

        // The wait that was cancelled has not taken the signal.
        return $"{string.Join(' ', ends)}, {await context.WaitForSignalAsync<string>(Signal, CancellationToken.None)}";
    }

    private async Task<ImmutableArray<string>> Collects(IWorkflowContext context, int count)
    {
        var words = new List<string>();
        while (words.Count < count)
        {
            words.Add(await context.WaitForSignalAsync<string>(Signal, CancellationToken.None));
            await context.DelayUntilAsync(context.UtcNow + tick, CancellationToken.None);
        }

        return [.. words];
    }

    private static async Task<ImmutableArray<string>> CollectsTwoAtOnce(IWorkflowContext context, int count) =>
        [.. await Task.WhenAll(Enumerable.Range(0, count).Select(_ => context.WaitForSignalAsync<string>(Signal, CancellationToken.None)))];

    private async Task<ImmutableArray<string>> CollectsOverGenerations(IWorkflowContext context, int generation)
    {
        if (generation < 3)
        {
            using var over = new CancellationTokenSource();
            _ = context.WaitForSignalAsync<string>("nothing", over.Token);
            await context.DelayUntilAsync(context.UtcNow + tick, CancellationToken.None);
            over.Cancel();
            context.ContinueAsNew(generation + 1);
            return [];
        }

        return
        [
            await context.WaitForSignalAsync<string>(Signal, CancellationToken.None),
            await context.WaitForSignalAsync<string>(Signal, CancellationToken.None),
            await context.WaitForSignalAsync<string>(Signal, CancellationToken.None),
        ];
    }

    private static async Task<string> Sends(IWorkflowContext context, string to)
    {
        context.SendSignal("nobody", Signal, "lost");
        for (var n = 1; n <= 3; n++)
        {
            context.SendSignal(to, Signal, $"w{n}");
        }

        await context.CallActivityAsync<int>("Square", 1);
        return "sent";
    }
}
