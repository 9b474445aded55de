using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Export;
using ImageGen.Imaging;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Http;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Projects;
using ImageGen.Local.Storage.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Http.Support;

/// <summary>The API on a real socket, over stores in memory or on disk. Nothing works on the runs: tests write their logs.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly IRunStore _runs;
    private readonly IImageStore _images;

    private TestHost(WebApplication app, IRunStore runs, IImageStore images, RecordingWorkflowClient workflows)
    {
        (_app, _runs, _images, Workflows) = (app, runs, images, workflows);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Contract = new ContractHandler(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
        Client = new HttpClient(Contract) { BaseAddress = Address };
    }

    /// <summary>The runs, where they are in memory.</summary>
    public InMemoryRunStore Runs => (InMemoryRunStore)_runs;

    /// <summary>The images, where they are in memory.</summary>
    public InMemoryImageStore Images => (InMemoryImageStore)_images;

    public RecordingWorkflowClient Workflows { get; }

    public ContractHandler Contract { get; }

    public HttpClient Client { get; }

    public Uri Address { get; }

    public RunLogs RunLogs => _app.Services.GetRequiredService<RunLogs>();

    /// <summary>Over the embedded host's own stores.</summary>
    public static Task<TestHost> StartAsync(TempFolder folder) => StartAsync(DataFolder.Open(folder.Path));

    /// <summary>Over the embedded host's own stores.</summary>
    public static Task<TestHost> StartAsync(DataFolder data, HttpOptions? options = null, bool storyboardApp = false) => StartAsync(
        options,
        runs: new FileRunStore(data, isOwner: true, TimeProvider.System, NullLogger<FileRunStore>.Instance),
        images: new FileImageStore(data),
        storyboardApp: storyboardApp,
        folders: new FileProjects(data),
        files: new FileProjectFiles(data));

    public static async Task<TestHost> StartAsync(
        HttpOptions? options = null,
        StoryboardLimits? limits = null,
        IRunStore? runs = null,
        IImageStore? images = null,
        ILoggerProvider? logs = null,
        TimeProvider? time = null,
        IRequestLimits? learned = null,
        bool storyboardApp = false,
        IProjectFolders? folders = null,
        IProjectFiles? files = null,
        IStartKeys? keys = null,
        ExportTools? exports = null)
    {
        runs ??= new InMemoryRunStore();
        images ??= new InMemoryImageStore();
        var workflows = new RecordingWorkflowClient();
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.AddProvider(logs);
        }

        var runLogs = new RunLogs(runs);
        var engine = new EngineParts(
            runs,
            images,
            new FixedKeySource(2),
            runLogs,
            new RunService(runs, runLogs, workflows, time ?? TimeProvider.System, keys: keys ?? new InMemoryStartKeys()),
            new Thumbnails(new ImageProcessor(new VipsImageCodec()), new InMemoryThumbnails(), images))
        {
            // A folder that is not there: whatever needs a font is refused, whichever fonts this machine has.
            Export = exports ?? new ExportTools { Fonts = "/no/such/folder" },
        };
        engine = engine with { Folders = folders ?? engine.Folders, Files = files ?? engine.Files };
        builder.AddApi((options ?? new HttpOptions()) with { Urls = "http://127.0.0.1:0" }, new ApiParts(
            learned is null ? engine : engine with { Limits = learned, Doctor = engine.Doctor.With(learned) },
            new StoryboardIntake(limits ?? StoryboardLimits.Default, asked => (asked, [])),
            new EstimatorOptions { Limits = new KeyPoolOptions(), Models = ModelCatalogue.BuiltIn, Time = TimeProvider.System },
            time ?? TimeProvider.System)
        {
            StoryboardApp = storyboardApp,
        });
        var app = builder.Build().UseApi();
        await app.StartAsync();
        return new TestHost(app, runs, images, workflows);
    }

    /// <summary>The host goes down cleanly.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A request for a storyboard of <paramref name="shots"/> shots in one style.</summary>
    public static StringContent Storyboard(
        string project = "projects/tale", int shots = 2, string style = "clear", JsonObject? options = null)
    {
        var beats = new JsonArray();
        for (var shot = 1; shot <= shots; shot++)
        {
            beats.Add(new JsonObject
            {
                ["shot_number"] = shot,
                ["beat_number"] = $"{shot}.1",
                ["script_phrase"] = "Once.",
                ["transition_type"] = "H",
                ["ai_prompt"] = "A secret generating of a hare.",
            });
        }

        var request = new JsonObject { ["projectPath"] = project, ["promptsByStyle"] = new JsonObject { [style] = beats } };
        if (options is not null)
        {
            request["options"] = options;
        }

        return Json(request.ToJsonString());
    }

    /// <summary>A run that is over, whose beat 1.1 has two candidates and whose beat 1.2 was generated from the first one.</summary>
    public async Task<string> PutCandidatesAsync()
    {
        var run = await PutRunAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 2).Options(
            new RunOptions { CandidatesByStyle = ImmutableDictionary<ImageStyle, int>.Empty.Add(ImageStyle.Clear, 2) }));
        ImageProvenance Made(string attempt, string? from = null) => new(
            run.Id, attempt, "m", "00", "clear-1", "none", null, 0.067m, TimeSpan.FromSeconds(8), StoryboardBuilder.At(3))
        { ReferenceHash = from };
        ImageName Name(string beat) => new(run.Storyboard.Project, ImageStyle.Clear, 1, BeatId.Parse(beat));
        var first = await _images.SaveAsync(
            Name("1.1"), TestImage.Png(1), ImageFormat.Png, Made("a1"), keepOld: false, CancellationToken.None);
        var second = await _images.SaveBesideAsync(Name("1.1"), TestImage.Png(2), ImageFormat.Png, Made("a2"), CancellationToken.None);
        var next = await _images.SaveAsync(
            Name("1.2"), TestImage.Png(3), ImageFormat.Png, Made("a3", first.ETag + "00"), keepOld: false, CancellationToken.None);
        var (at, took) = (StoryboardBuilder.At(5), TimeSpan.FromSeconds(8));
        await AppendAsync(
            run.Id,
            new RunStarted(at, 1),
            new AttemptStarted(at, ImageStyle.Clear, BeatId.Parse("1.1"), "a1", "clear-1", 0.067m),
            new BeatCompleted(at, ImageStyle.Clear, BeatId.Parse("1.1"), "a1", first.Path, first.ETag, 0.067m, took, null),
            new AttemptStarted(at, ImageStyle.Clear, BeatId.Parse("1.1"), "a2", "clear-1", 0.067m, 2),
            new CandidateStored(at, ImageStyle.Clear, BeatId.Parse("1.1"), 2, "a2", second.ETag, 0.067m, took),
            new AttemptStarted(at, ImageStyle.Clear, BeatId.Parse("1.2"), "a3", "clear-1", 0.067m),
            new BeatCompleted(at, ImageStyle.Clear, BeatId.Parse("1.2"), "a3", next.Path, next.ETag, 0.067m, took, null, first.ETag + "00"),
            new AttemptStarted(at, ImageStyle.Clear, BeatId.Parse("1.2"), "a4", "clear-1", 0.067m, 2),
            new CandidateFailed(
                at,
                ImageStyle.Clear,
                BeatId.Parse("1.2"),
                "a4",
                new ModelFailure(FailureKind.ContentBlocked, "It was blocked."),
                0),
            new RunEnded(at, RunStatus.Completed));
        return run.Id;
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>Starts a run over HTTP and gives its id.</summary>
    public async Task<string> StartRunAsync(string project = "projects/tale", int shots = 2, string address = "/api/generate-images")
    {
        using var response = await Client.PostAsync(address, Storyboard(project, shots));
        Assert.Equal(System.Net.HttpStatusCode.Accepted, response.StatusCode);
        return (string)(await ReadAsync(response))["id"]!;
    }

    /// <summary>A run that is in the store without having come over HTTP.</summary>
    public Task<RunDocument> PutRunAsync(StoryboardBuilder storyboard, params RunEvent[] events) => PutRunAsync(storyboard, 1, events);

    /// <summary>The project's run of this number.</summary>
    public async Task<RunDocument> PutRunAsync(StoryboardBuilder storyboard, int number, params RunEvent[] events)
    {
        var run = storyboard.BuildRun(number);
        Assert.True(await _runs.CreateAsync(run, CancellationToken.None));
        await AppendAsync(run.Id, events);
        return run;
    }

    /// <summary>All that the log of a run holds.</summary>
    public Task<ImmutableArray<LoggedEvent>> LogAsync(string runId) =>
        _runs.ReadAsync(runId, LogPosition.Start, int.MaxValue, CancellationToken.None);

    public async Task AppendAsync(string runId, params RunEvent[] events)
    {
        var runLog = await RunLogs.OpenAsync(runId, CancellationToken.None);
        await runLog.AppendAsync([.. events], CancellationToken.None);
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
