using ImageGen.Core.Models.Catalogue;
using ImageGen.Simulator;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Tests.Simulator;

public sealed class LookupTests : IAsyncLifetime
{
    private const string Path = $"/v1beta/models/{GeminiClient.Model}";
    private SimulatedGemini _gemini = null!;

    public async Task InitializeAsync() => _gemini = await SimulatedGemini.StartAsync(new SimulatorOptions
    {
        Keys =
        [
            new("test-key-1", "project-a") { ChangesTo = KeyState.Leaked, ChangesAfterCalls = 1 }, new("test-key-2", "project-b"),
            new("test-key-3", State: KeyState.Expired), new("test-key-4", State: KeyState.NotEntitled),
        ],
        LostModels = [new LostModel("project-b", GeminiClient.Model)],
        RequestsPerWindow = 1,
        Images = ImageMode.Tiny,
    });

    public async Task DisposeAsync() => await _gemini.DisposeAsync();

    [Fact]
    public async Task Model_ValidKey_IsDescribedWithoutCountingAsACall()
    {
        for (var i = 0; i < 3; i++)
        {
            var answer = await GetAsync(Path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal($"models/{GeminiClient.Model}", (string?)answer.Json["name"]);
            Assert.Contains("generateContent", answer.Json["supportedGenerationMethods"]!.AsArray().Select(m => (string?)m));
        }

        Assert.Empty(_gemini.Simulator.Calls);
        Assert.Equal((0L, 0m), (_gemini.Simulator.Stats.Calls, _gemini.Simulator.Stats.EstimatedCostUsd));
        Assert.Equal(
            Enumerable.Repeat(("key-1", "project-a", GeminiClient.Model, 200), 3),
            _gemini.Simulator.Lookups.Select(l => (l.KeyId, l.Project, l.Model!, l.Status)));
        Assert.Equal(HttpStatusCode.OK, (await _gemini.Client.AskAsync("A fox")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(Path)).Status);
    }

    [Fact]
    public async Task List_LeavesOutWhatTheProjectLost()
    {
        var all = await GetAsync("/v1beta/models");
        var some = await GetAsync("/v1beta/models", "test-key-2");

        Assert.Equal(ModelCatalogue.BuiltIn.Models.Keys.Select(id => $"models/{id}"), NamesIn(all));
        Assert.Equal(NamesIn(all).Except([$"models/{GeminiClient.Model}"]), NamesIn(some));
    }

    [Theory]
    [InlineData(Path, null, 403, "PERMISSION_DENIED")]
    [InlineData(Path, "test-key-9", 400, "INVALID_ARGUMENT")]
    [InlineData(Path, "test-key-3", 400, "INVALID_ARGUMENT")]
    [InlineData(Path, "test-key-2", 404, "NOT_FOUND")]
    [InlineData("/v1beta/models", "test-key-3", 400, "INVALID_ARGUMENT")]
    [InlineData("/v1beta/models/gemini-2.5-flash-image", "test-key-1", 404, "NOT_FOUND")]
    [InlineData("/v1beta/models/no-such-model", "test-key-1", 404, "NOT_FOUND")]
    public async Task Lookup_Refused_AnswersInGooglesShape(string path, string? key, int status, string canonical)
    {
        var answer = await GetAsync(path, key);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(canonical, (string?)answer.Error["status"]);
        Assert.Equal(status, _gemini.Simulator.Lookups.Single().Status);
    }

    [Fact]
    public async Task Lookup_ProjectWithoutImageQuota_StillFindsTheModel() =>
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Path, "test-key-4")).Status);

    private static IEnumerable<string?> NamesIn(Answer answer) => answer.Json["models"]!.AsArray().Select(m => (string?)m!["name"]);

    private Task<Answer> GetAsync(string path, string? key = "test-key-1") =>
        _gemini.Client.SendAsync(HttpMethod.Get, path, body: null, key);
}
