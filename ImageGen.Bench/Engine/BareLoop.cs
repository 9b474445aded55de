using ImageGen.Bench.Worlds;
using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Bench.Engine;

/// <summary>
/// The calls that the engine makes for a beat, and nothing else: record the attempt, call the model, check the image, store it, record the
/// outcome. The same stores, the same number at a time, no one who decides anything.
/// </summary>
internal static class BareLoop
{
    public static async Task<Cost> RunAsync(Storyboard storyboard, IImageModel model, int parallel, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var data = DataFolder.Open(folder.Root);
        var runs = new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance);
        var images = new FileImageStore(data);
        var run = new RunDocument(RunIds.Create(storyboard.Project, 1), TimeProvider.System.GetUtcNow(), storyboard);
        var meter = Meter.Start();
        await runs.CreateAsync(run, cancellationToken);
        await Task.WhenAll(storyboard.Styles.Select(style => Parallel.ForEachAsync(
            style.Beats,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            (beat, token) => DrawAsync(run, style.Style, beat, model, runs, images, token))));
        return meter.Stop(storyboard.BeatCount);
    }

    private static async ValueTask DrawAsync(
        RunDocument run, ImageStyle style, Beat beat, IImageModel model, FileRunStore runs, FileImageStore images,
        CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var attempt = $"a{style}{beat.Id}";
        var request = new ImageRequest(run.Storyboard.Options.Model!, beat.Prompt, [], null, null);
        await runs.AppendAsync(run.Id, [new AttemptStarted(now, style, beat.Id, attempt, "bench", 0.067m)], null, cancellationToken);
        var answer = (ModelAnswer.Image)await model.GenerateAsync(request, new ApiKey("bench", "test-key-bench"), cancellationToken);
        var whole = (ImageCheck.Whole)ImageInspector.Inspect(answer.Bytes);
        var provenance = new ImageProvenance(
            run.Id, attempt, request.Model, PromptHash.Of(beat, run.Storyboard.Options), "bench", "none", answer.Usage, 0.067m,
            TimeSpan.Zero, now);
        var name = new ImageName(run.Storyboard.Project, style, beat.Shot, beat.Id);
        var image = await images.SaveAsync(name, answer.Bytes, whole.Format, provenance, keepOld: false, cancellationToken);
        await runs.AppendAsync(
            run.Id, [new BeatCompleted(
                now, style, beat.Id, attempt, image.Path, image.ETag, 0.067m, TimeSpan.Zero, null)], null, cancellationToken);
    }
}
