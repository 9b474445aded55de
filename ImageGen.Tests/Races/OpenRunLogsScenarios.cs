using ImageGen.Tests.Races.Control;

namespace ImageGen.Tests.Races;

/// <summary>Several requests open run logs at once while one of the runs is deleted; few or many logs are kept.</summary>
internal static class OpenRunLogsScenarios
{
    private const string Deleted = "tale-1";

    private static readonly string[] Runs = [Deleted, "tale-2", "tale-3"];

    public static async Task OpensWhileOneIsDeleted(Interleaving world)
    {
        var (keepsAll, deletes) = (world.Random.Next(2) == 0, world.Random.Next(2) == 0);
        var store = new InMemoryRunStore();
        foreach (var run in Runs)
        {
            await store.CreateAsync(new StoryboardBuilder().Shots(1, 1).BuildRun() with { Id = run }, default);
        }

        var logs = new RunLogs(store, keepsAll ? 32 : 2);
        var opened = new List<RunLog>();
        await Task.WhenAll([.. "abc".Select(_ => Task.Run(OpenAsync)), deletes ? Task.Run(DeleteAsync) : Task.CompletedTask]);

        Assert.Equal(deletes, await logs.FindAsync(Deleted, default) is null);
        foreach (var run in Runs.Where(r => !deletes || r != Deleted))
        {
            var log = await logs.FindAsync(run, default);
            Assert.NotNull(log);
            Assert.Same(log, await logs.FindAsync(run, default));
            if (keepsAll && !deletes)
            {
                Assert.All(opened.Where(o => o.Document.Id == run), o => Assert.Same(log, o));
            }
        }

        async Task OpenAsync()
        {
            for (var n = 0; n < 3; n++)
            {
                var run = Runs[world.Random.Next(Runs.Length)];
                if (await logs.FindAsync(run, default) is { } log)
                {
                    Assert.Equal(run, log.Document.Id);
                    opened.Add(log);
                }

                await Task.Yield();
            }
        }

        async Task DeleteAsync()
        {
            await store.DeleteAsync(Deleted, default);
            logs.Forget(Deleted);
        }
    }
}
