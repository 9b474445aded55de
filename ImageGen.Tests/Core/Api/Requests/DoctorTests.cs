using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.Api.Requests;

public sealed class DoctorTests
{
    private readonly InMemoryRunStore _runs = new();
    private readonly InMemoryImageStore _images = new();
    private readonly Keys _keys = new();

    [Fact]
    public async Task Check_KeyOfSeveralStyles_IsAskedAboutOnce()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "same"), new ApiKey("clear-2", "other")];
        _keys.Of[ImageStyle.Consistent] = [new ApiKey("consistent-1", "same", "tales")];

        var report = await CheckAsync();

        Assert.Equal(["m same", "m other"], _keys.Asked);
        Assert.Equal(
            [("clear", "clear-1", null), ("clear", "clear-2", null), ("consistent", "consistent-1", "tales")], report.Keys.Select(
                k => (k.Style, k.Key, k.Project)));
        Assert.True(report.IsFine);
    }

    [Theory]
    [InlineData(KeyStatus.Works, true)]
    [InlineData(KeyStatus.NotChecked, true)]
    [InlineData(KeyStatus.Invalid, false)]
    [InlineData(KeyStatus.Blocked, false)]
    [InlineData(KeyStatus.ModelUnavailable, false)]
    [InlineData(KeyStatus.Unreachable, false)]
    public async Task Check_Key_DecidesWhetherAllIsFine(KeyStatus status, bool isFine)
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];
        _keys.Verdict = new KeyCheckOutcome(status, "Why.");

        var report = await CheckAsync();

        Assert.Equal((isFine, status, "Why."), (report.IsFine, report.Keys[0].Status, report.Keys[0].Reason));
    }

    [Fact]
    public async Task Check_StorageThatCannotBeWritten_IsToldBesideTheKeys()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];
        _keys.StorageTrouble = "The disk is full. Make room.";

        var report = await CheckAsync();

        Assert.Equal((false, new CheckedStorage("here", false, "The disk is full. Make room.")), (report.IsFine, report.Storage));
        Assert.Equal(KeyStatus.Works, report.Keys[0].Status);
    }

    [Fact]
    public async Task Check_KeysThatCannotBeRead_AreAProblemOfTheirStyle()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];
        _keys.Unreadable = ImageStyle.Illustration;

        var report = await CheckAsync();

        Assert.Equal("The keys of 'illustration' cannot be read. The vault refuses.", Assert.Single(report.Problems));
        Assert.False(report.IsFine);
    }

    [Fact]
    public async Task Check_NoKeys_IsAProblem() =>
        Assert.Contains("No style has an API key.", Assert.Single((await CheckAsync()).Problems), StringComparison.Ordinal);

    [Fact]
    public async Task Check_ProjectsThatAreKnown_SayWhetherTheyHaveAStyleReference()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];
        await _runs.CreateAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1).BuildRun(1), CancellationToken.None);
        await _runs.CreateAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 1).BuildRun(2), CancellationToken.None);

        var report = await CheckAsync();

        Assert.Equal((false, null), (Assert.Single(report.StyleReferences).IsFound, report.StyleReferences[0].Reason));
        Assert.True(report.IsFine);
    }

    [Fact]
    public async Task Check_Limits_AreThoseOfTheKeysWithWhatWasLearned()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a", "tales"), new ApiKey(
            "clear-2", "b", "tales", Requests: 8), new ApiKey("clear-3", "c")];
        _keys.Of[ImageStyle.Consistent] = [new ApiKey("consistent-1", "d", "tales")];
        var learned = new Learned();
        learned.Of[ImageStyle.Clear] =
        [
            new ProjectLimit("tales", 10, 4), new ProjectLimit("gone", 10, 2), new ProjectLimit("clear-3", 20, 15),
        ];

        var report = await Doctor().With(learned).CheckAsync(null, CancellationToken.None);

        Assert.Equal(
            [
                new CheckedLimit("clear", "clear-3", 10, null),
                new CheckedLimit("clear", "tales", 8, 4),
                new CheckedLimit("consistent", "tales", 10, null),
            ],
            report.Limits.AsEnumerable());
        Assert.True(report.IsFine);
    }

    [Fact]
    public async Task Check_LimitsThatCannotBeRead_AreAProblem()
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];

        var report = await Doctor().With(new Learned { Trouble = "The disk is away." }).CheckAsync(null, CancellationToken.None);

        Assert.Equal("The disk is away.", Assert.Single(report.Problems));
        Assert.Equal(KeyStatus.Works, report.Keys[0].Status);
    }

    [Fact]
    public async Task Reset_LimitsThatTheHostKeeps_AreForgotten()
    {
        var learned = new Learned();

        await Doctor().With(learned).ResetLimitsAsync(CancellationToken.None);

        Assert.Equal(1, learned.Resets);
    }

    [Fact]
    public async Task Reset_HostWithoutLimits_SaysSo() =>
        Assert.Contains(
            "no learned limits",
            (await Assert.ThrowsAsync<UserException>(() => Doctor().ResetLimitsAsync(CancellationToken.None))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "The style reference /styles/ink.png is not there. Put an image there, or change ImageGen:StyleReference.")]
    public async Task Check_DefaultStyleReference_IsPartOfTheReport(bool isThere, string? reason)
    {
        _keys.Of[ImageStyle.Clear] = [new ApiKey("clear-1", "a")];
        _images.DefaultStyleReference = isThere ? new StyleReferenceImage(TestImage.Png(1), ImageFormat.Png) : null;
        var doctor = new Doctor(_keys, _keys, _keys, _runs, _images, "m")
        {
            StyleReferences = new Dictionary<ImageStyle, string> { [ImageStyle.Clear] = "/styles/ink.png" },
        };

        var report = await doctor.CheckAsync(null, CancellationToken.None);

        Assert.Equal(
            new CheckedDefaultReference("clear", "/styles/ink.png", isThere, reason), Assert.Single(report.DefaultStyleReferences));
        Assert.Equal(isThere, report.IsFine);
    }

    private Doctor Doctor() => new(_keys, _keys, _keys, _runs, _images, "m");

    private Task<CheckReport> CheckAsync() => new Doctor(_keys, _keys, _keys, _runs, _images, "m").CheckAsync(null, CancellationToken.None);

    private sealed class Keys : IApiKeySource, IKeyCheck, IStorageCheck
    {
        public Dictionary<ImageStyle, ImmutableArray<ApiKey>> Of { get; } = [];

        public ImageStyle? Unreadable { get; set; }

        public string? StorageTrouble { get; set; }

        public KeyCheckOutcome Verdict { get; set; } = new(KeyStatus.Works);

        public List<string> Asked { get; } = [];

        public string Place => "here";

        public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            style == Unreadable ? throw new UserException("The vault refuses.") : Task.FromResult(Of.GetValueOrDefault(style, []));

        public Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken)
        {
            Asked.Add($"{model} {key.Value}");
            return Task.FromResult(Verdict);
        }

        public Task ProbeAsync(CancellationToken cancellationToken) =>
            StorageTrouble is { } trouble ? throw new UserException(trouble) : Task.CompletedTask;
    }

    private sealed class Learned : IRequestLimits
    {
        public Dictionary<ImageStyle, ImmutableArray<ProjectLimit>> Of { get; } = [];

        public string? Trouble { get; init; }

        public int Resets { get; private set; }

        public Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Trouble is null ? Task.FromResult(Of.GetValueOrDefault(style, [])) : throw new UserException(Trouble);

        public Task ResetAsync(CancellationToken cancellationToken)
        {
            Resets++;
            return Task.CompletedTask;
        }
    }
}
