using System.Collections.Concurrent;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>
/// Listings of stored images that requests share: while one is made, all that come meanwhile get the one after it, so that many clients
/// cost two listings and none misses what was stored before it asked.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SharedListings(IImageStore images)
{
    private readonly ConcurrentDictionary<(ProjectName Project, ImageStyle Style), Line> _lines = new();

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        _lines.GetOrAdd((project, style), key => new Line(() => images.ListAsync(key.Project, key.Style, CancellationToken.None)))
            .NextAsync().WaitAsync(cancellationToken);

    private sealed class Line(Func<Task<IReadOnlyDictionary<BeatId, StoredImage>>> list)
    {
        private readonly Lock _guard = new();
        private Task<IReadOnlyDictionary<BeatId, StoredImage>>? _current;
        private Task<IReadOnlyDictionary<BeatId, StoredImage>>? _next;

        public Task<IReadOnlyDictionary<BeatId, StoredImage>> NextAsync()
        {
            lock (_guard)
            {
                return _current is null ? _current = RunAsync(null) : _next ??= RunAsync(_current);
            }
        }

        private async Task<IReadOnlyDictionary<BeatId, StoredImage>> RunAsync(Task? before)
        {
            await (before ?? Task.CompletedTask)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            try
            {
                return await list();
            }
            finally
            {
                lock (_guard)
                {
                    (_current, _next) = (_next, null);
                }
            }
        }
    }
}
