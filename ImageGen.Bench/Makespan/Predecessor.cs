using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Bench.Makespan;

/// <summary>
/// What came before ImageGen, as its own documents tell: the styles at the same time, in each one beat after the other, 6.67 s of pause
/// behind every beat (9 requests a minute); at a 429 two seconds and the next key, as many tries as there are keys; every other error is
/// final.
/// </summary>
internal sealed class Predecessor(IImageModel model, IApiKeySource keys, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1) / 9;
    private static readonly TimeSpan BeforeNextKey = TimeSpan.FromSeconds(2);

    private int _drawn;
    private int _failed;

    /// <summary>Generates everything once.</summary>
    public async Task<PredecessorRun> RunAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        await Task.WhenAll(storyboard.Styles.Select(s => DrawAsync(s, storyboard.Options.Model!, cancellationToken)));
        return new PredecessorRun(time.GetElapsedTime(start), _drawn, _failed);
    }

    private async Task DrawAsync(StyleBeats style, string model, CancellationToken cancellationToken)
    {
        var available = await keys.ListAsync(style.Style, cancellationToken);
        var at = 0;
        ReferenceImage? previous = null;
        foreach (var beat in style.Beats)
        {
            var references = beat.Kind is TransitionKind.Continuous && previous is not null ? [previous] : Array.Empty<ReferenceImage>();
            var request = new ImageRequest(model, beat.Prompt, [.. references], null, null);
            var image = await DrawAsync(request, cancellationToken);
            previous = image is null ? previous : new ReferenceImage("Previous frame of this shot:", image.Bytes, ImageFormat.Png);
            Interlocked.Increment(ref image is null ? ref _failed : ref _drawn);
            await Task.Delay(Pause, time, cancellationToken);
        }

        async Task<ModelAnswer.Image?> DrawAsync(ImageRequest request, CancellationToken cancellationToken)
        {
            for (var tries = 0; tries < available.Length; tries++)
            {
                var answer = await this.CallAsync(request, available[at], cancellationToken);
                if (answer is not ModelAnswer.NoImage { Why.Kind: FailureKind.RateLimitedPerMinute })
                {
                    return answer as ModelAnswer.Image;
                }

                at = (at + 1) % available.Length;
                await Task.Delay(BeforeNextKey, time, cancellationToken);
            }

            return null;
        }
    }

    private Task<ModelAnswer> CallAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
        model.GenerateAsync(request, key, cancellationToken);
}

/// <summary>How it went.</summary>
/// <param name="Took">From the first call to the pause behind the last one.</param>
/// <param name="Generated">Images.</param>
/// <param name="Failed">Beats without one.</param>
internal sealed record PredecessorRun(TimeSpan Took, int Generated, int Failed);
