using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>Plays a scene on a host of its own, and returns every answer that its client has seen.</summary>
internal static class Scene
{
    public const string Instance = "/runtime/webhooks/durabletask/instances";

    public static Func<Task<HashSet<string>>> Play(Func<TestHost, Task<HttpResponseMessage>> scene, HttpOptions? options = null) =>
        async () =>
    {
        await using var server = await TestHost.StartAsync(options, new StoryboardLimits { MaxBytes = 10_000 });
        using var response = await scene(server);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        return server.Contract.Seen;
    };

    /// <summary>
    /// A run that is over, with an image that was generated, one that was found, a failure, an unknown outcome, and an older version.
    /// </summary>
    public static async Task<string> EndedRunAsync(TestHost server)
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2);
        var beats = storyboard.Build().BeatsOf(ImageStyle.Clear);
        var why = new ModelFailure(FailureKind.ContentBlocked, "The image was blocked.", TimeSpan.FromSeconds(1.5), "IMAGE_SAFETY");
        var run = await server.PutRunAsync(
            storyboard,
            [
                new RunStarted(At(0), 1),
                new AttemptStarted(At(1), ImageStyle.Clear, beats[3].Id, "lost", "clear-1", 0.067m),
                new RunStarted(At(2), 2),
                .. SampleRunLogs.Generated(ImageStyle.Clear, beats[0], 3),
                new BeatExisting(At(4), ImageStyle.Clear, beats[1].Id, "generated_images/clear/Shot_1/Beat_1.2.png", "e"),
                new AttemptStarted(At(5), ImageStyle.Clear, beats[2].Id, "a5", "clear-1", 0.067m),
                new BeatFailed(At(6), ImageStyle.Clear, beats[2].Id, "a5", why, 0.001m),
                new BeatSkipped(At(7), ImageStyle.Clear, beats[3].Id),
                new RunEnded(At(8), RunStatus.CompletedWithErrors),
            ]);
        var name = new ImageName(run.Storyboard.Project, ImageStyle.Clear, 1, beats[0].Id);
        var provenance = new ImageProvenance(
            run.Id, "a", "m", "00", "clear-1", "none", new TokenUsage(1, 2, 3), 0.067m, TimeSpan.FromSeconds(8), At(3));
        await server.Images.SaveAsync(name, TestImage.Png(1), ImageFormat.Png, provenance, keepOld: false, CancellationToken.None);
        await server.Images.SaveAsync(name, TestImage.Png(2), ImageFormat.Png, provenance, keepOld: true, CancellationToken.None);
        return run.Id;
    }

    public static async Task<string> CancelledRunAsync(TestHost server)
    {
        var id = await server.StartRunAsync();
        await server.AppendAsync(id, new RunStarted(At(0), 1), new RunCancelled(At(1), DropInFlight: false));
        return id;
    }
}
