using System.Runtime.CompilerServices;

namespace ImageGen.Export;

/// <summary>Work on several things at once whose results come in order, with no more of them waiting than are in work.</summary>
internal static class InOrder
{
    /// <summary>
    /// Runs <paramref name="work"/> for each source on the thread pool, as many at once as there are processors (four at most: each holds a
    /// decoded image).
    /// </summary>
    public static async IAsyncEnumerable<TResult> SelectAsync<TSource, TResult>(
        IEnumerable<TSource> source,
        Func<TSource, CancellationToken, Task<TResult>> work,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var atOnce = Math.Clamp(Environment.ProcessorCount, 1, 4);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in source)
            {
                if (running.Count > atOnce)
                {
                    yield return await running.Dequeue();
                }

                running.Enqueue(Task.Run(() => work(item, ending.Token), ending.Token));
            }

            while (running.Count > 0)
            {
                yield return await running.Dequeue();
            }
        }
        finally
        {
            await ending.CancelAsync();
            foreach (var task in running)
            {
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
