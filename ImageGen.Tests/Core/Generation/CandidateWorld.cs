namespace ImageGen.Tests.Core.Generation;

/// <summary>A beat of which three images are asked for.</summary>
internal static class CandidateWorld
{
    public const int Wanted = 3;

    public static BeatGeneratorWorld World() => new(new RunOptions { Candidates = Wanted }, beats: 1);

    /// <summary>As the workflow does: the image, then one candidate after the other, until none is missing.</summary>
    public static async Task FinishAsync(BeatGeneratorWorld world, Func<Task>? between = null)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            await (between?.Invoke() ?? Task.CompletedTask);
            var record = world.Record();
            if (record.IsSettled && record.MissingCandidates == 0)
            {
                return;
            }

            await world.DrawAsync(further: record.IsSettled);
        }

        Assert.Fail("It does not come to an end.");
    }
}
