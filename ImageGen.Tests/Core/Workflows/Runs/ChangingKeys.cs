namespace ImageGen.Tests.Core.Workflows.Runs;

/// <summary>Keys that join and leave: <c>{style}-1</c> and on, each of a project of its own.</summary>
internal sealed class ChangingKeys(int perStyle) : IApiKeySource
{
    /// <summary>Numbers of the keys that there are, for every style.</summary>
    public List<int> Numbers { get; } = [.. Enumerable.Range(1, perStyle)];

    /// <summary>Why they cannot be read; null: they can.</summary>
    public string? Problem { get; set; }

    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) => Problem is not null
        ? throw new UserException(Problem)
        : Task.FromResult<ImmutableArray<ApiKey>>([.. Numbers.Select(n => new ApiKey($"{style.Name()}-{n}", $"test-key-{n}"))]);
}
