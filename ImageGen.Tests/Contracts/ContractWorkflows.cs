using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Contracts;

/// <summary>Small workflows, one for each remark of <see cref="IWorkflowContext"/>. Delays are in ticks of the harness.</summary>
internal sealed partial class ContractWorkflows(TimeSpan tick)
{
    public const string Signal = "word";

    public WorkflowProgram Program => new(
        [
            WorkflowBody.Of<int, ImmutableArray<int>>(nameof(Squares), Squares),
            WorkflowBody.Of<string, string>(nameof(Catches), Catches),
            WorkflowBody.Of<int, string>(nameof(First), First),
            WorkflowBody.Of<int, string>(nameof(Cancels), Cancels),
            WorkflowBody.Of<int, ImmutableArray<string>>(nameof(Collects), Collects),
            WorkflowBody.Of<int, ImmutableArray<string>>(nameof(CollectsTwoAtOnce), CollectsTwoAtOnce),
            WorkflowBody.Of<int, ImmutableArray<string>>(nameof(CollectsOverGenerations), CollectsOverGenerations),
            WorkflowBody.Of<int, int>(nameof(CountsDown), CountsDown),
            WorkflowBody.Of<ClockNotes, ClockNotes>(nameof(ReadsClock), ReadsClock),
            WorkflowBody.Of<int, ImmutableArray<string>>(nameof(HasChildren), HasChildren),
            WorkflowBody.Of<string, string>(nameof(ChildAgain), ChildAgain),
            WorkflowBody.Of<int, int>(nameof(Fails), Fails),
            WorkflowBody.Of<int, int>(nameof(Reserves), Reserves),
            WorkflowBody.Of<string, string>(nameof(Sends), Sends),
            WorkflowBody.Of<int, int>(nameof(NeverTwoAtOnce), NeverTwoAtOnce),
            WorkflowBody.Of<int, string>(nameof(Shows), Shows),
            WorkflowBody.Of<int, string>(nameof(Mutates), Mutates),
        ],
        [
            Activity<int, int>("Square", n => n * n),
            Activity<string, string>("Refuse", why => throw new UserException(why)),
            Activity<string, string>("Stumble", _ => throw new InvalidOperationException("A secret of the code's own.")),
            Activity<List<int>, int>("Sum", list => list.Sum()),
        ]);

    private static ActivityBody Activity<TInput, TResult>(string name, Func<TInput, TResult> run)
        where TInput : notnull
        where TResult : notnull =>
        new(name, typeof(TInput), typeof(TResult), (input, _) => Task.FromResult<object>(run((TInput)input)));

    private static async Task<ImmutableArray<int>> Squares(IWorkflowContext context, int count) =>
        [.. await Task.WhenAll(Enumerable.Range(1, count).Select(n => context.CallActivityAsync<int>("Square", n)))];

    private static async Task<string> Catches(IWorkflowContext context, string activity)
    {
        try
        {
            return await context.CallActivityAsync<string>(activity, "No paint today.");
        }
        catch (WorkflowActivityException e)
        {
            return e.Message;
        }
    }

    private static async Task<int> CountsDown(IWorkflowContext context, int left)
    {
        var square = await context.CallActivityAsync<int>("Square", left);
        if (left > 1)
        {
            context.ContinueAsNew(left - 1);
        }

        return square;
    }

    private async Task<ClockNotes> ReadsClock(IWorkflowContext context, ClockNotes notes)
    {
        var before = context.UtcNow;
        await context.DelayUntilAsync(before - tick, CancellationToken.None);
        var until = context.UtcNow + tick;
        await context.DelayUntilAsync(until, CancellationToken.None);
        var after = context.UtcNow;
        await context.CallActivityAsync<int>("Square", 1);
        notes = new ClockNotes([.. notes.Readings, before, until, after, context.UtcNow]);
        if (notes.Readings.Length < 12)
        {
            context.ContinueAsNew(notes);
        }

        return notes;
    }

    private static async Task<ImmutableArray<string>> HasChildren(IWorkflowContext context, int count)
    {
        var children = Enumerable.Range(1, count)
            .Select(n => context.CallSubWorkflowAsync<int>(n % 2 == 0 ? nameof(Fails) : nameof(CountsDown), $"child-{n}", n))
            .ToList();
        var ends = new List<string>();
        foreach (var child in children)
        {
            try
            {
                ends.Add((await child).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (WorkflowActivityException)
            {
                ends.Add("failed");
            }
        }

        return [.. ends];
    }

    private static async Task<string> ChildAgain(IWorkflowContext context, string id)
    {
        var first = await context.CallSubWorkflowAsync<int>(nameof(CountsDown), id, 2);
        var second = await context.CallSubWorkflowAsync<int>(nameof(CountsDown), id, 3);
        return $"{first} {second}";
    }

    private static async Task<int> Fails(IWorkflowContext context, int n)
    {
        await context.CallActivityAsync<int>("Square", n);
        throw new InvalidOperationException("On purpose.");
    }

    private static async Task<int> Reserves(IWorkflowContext context, int want)
    {
        var keys = ImmutableArray.Create(new KeyDescriptor("k", "g", 5));
        var reply = await context.ExchangeKeysAsync(
            "clear", new KeyPoolRequest(FormattableString.Invariant($"run-{want}"), want, [], [], keys));
        return reply.Reservations.Length;
    }

    /// <summary>Branches that would trip over each other if two of them ever ran at the same time.</summary>
    private static async Task<int> NeverTwoAtOnce(IWorkflowContext context, int branches)
    {
        int inside = 0, steps = 0;
        await Task.WhenAll(Enumerable.Range(1, branches).Select(BranchAsync));
        return steps;

        async Task BranchAsync(int n)
        {
            for (var step = 0; step < 20; step++)
            {
                await context.CallActivityAsync<int>("Square", n);
                if (++inside != 1)
                {
                    throw new InvalidOperationException("Two continuations at once.");
                }

                steps++;
                Thread.SpinWait(50);
                inside--;
            }
        }
    }

    private static async Task<string> Shows(IWorkflowContext context, int n)
    {
        context.SetStatus(new { step = n });
        await context.CallActivityAsync<int>("Square", n);
        context.SetStatus(new { step = n + 1 });
        return await context.WaitForSignalAsync<string>(Signal, CancellationToken.None);
    }

    private static async Task<string> Mutates(IWorkflowContext context, int n)
    {
        var list = new List<int> { n };
        var sum = context.CallActivityAsync<int>("Sum", list);
        list.Add(1000);
        return FormattableString.Invariant($"{await sum}");
    }
}
