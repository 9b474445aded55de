namespace ImageGen.Tests.Fakes;

/// <summary>The same keys for every style, <c>{style}-1</c> and on, unless a style is given others.</summary>
internal sealed class FixedKeySource(int keysPerStyle) : IApiKeySource
{
    private readonly Dictionary<ImageStyle, ImmutableArray<ApiKey>> _others = [];

    /// <summary>The keys cannot be read.</summary>
    public UserException? Failure { get; set; }

    public FixedKeySource With(ImageStyle style, params ApiKey[] keys)
    {
        _others[style] = [.. keys];
        return this;
    }

    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
        Failure is not null ? throw Failure : Task.FromResult(_others.TryGetValue(style, out var keys)
            ? keys
            : [.. Enumerable.Range(1, keysPerStyle).Select(n => new ApiKey($"{style.Name()}-{n}", $"test-key-{n}"))]);
}
