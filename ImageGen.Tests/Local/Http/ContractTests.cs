using System.Net;
using System.Net.Http.Headers;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Hosting.Http;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Http;

/// <summary>Gets every answer that the contract names from the host itself; the client holds each one to its schema.</summary>
public sealed class ContractTests
{
    private const string Instance = "/runtime/webhooks/durabletask/instances";
    private const string Key = "test-key-of-the-host";
    private static readonly string[] Controls = ["pause", "resume", "cancel", "retry", "regenerate", "first", "skip"];

    private static readonly Dictionary<string, Func<Task<HashSet<string>>>> Scenes = CreateScenes();

    public static TheoryData<string> Answers => [.. ContractHandler.Answers];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Host_EveryAnswerOfTheContract_CanBeHad(string answer)
    {
        Assert.True(Scenes.TryGetValue(answer, out var play), $"No scene leads to {answer}.");

        Assert.Contains(answer, await play());
    }

    [Fact]
    public async Task Check_ResetThatIsNeitherTrueNorFalse_IsRefusedWithItsName()
    {
        await using var host = await TestHost.StartAsync();

        using var answer = await host.Client.PostAsync("/api/check?resetLimits=yes", null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("resetLimits", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_Reset_ForgetsTheLimitsOfTheHost()
    {
        var limits = new Limits();
        await using var host = await TestHost.StartAsync(learned: limits);

        using var asked = await host.Client.PostAsync("/api/check", null);
        using var reset = await host.Client.PostAsync("/api/check?resetLimits=true", null);

        Assert.Contains("\"learned\":4", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"learned\"", await reset.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Contract_EveryScene_IsInIt() => Assert.Equal([], Scenes.Keys.Except(ContractHandler.Answers));

    private static Dictionary<string, Func<Task<HashSet<string>>>> CreateScenes()
    {
        var scenes = new Dictionary<string, Func<Task<HashSet<string>>>>();
        AddStarts(scenes);
        AddReads(scenes);
        AddControls(scenes);
        AddChoices(scenes);
        ReviewScenes.AddTo(scenes, Play);
        AddDurable(scenes);
        AddStoryboardApp(scenes);
        ReferenceScenes.AddTo(scenes, Play);
        AddRefusals(scenes);
        return scenes;
    }

    private static void AddStarts(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        scenes["POST /api/generate-images 202"] = Play(s => s.Client.PostAsync("/api/generate-images", TestHost.Storyboard()));
        scenes["POST /api/generate-images 200"] = Play(async s =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/generate-images") { Content = TestHost.Storyboard() };
            request.Headers.Accept.ParseAdd("text/event-stream");
            return await s.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        });
        scenes["POST /api/generate-images 409"] = Play(async s =>
        {
            await s.StartRunAsync();
            return await s.Client.PostAsync("/api/generate-images", TestHost.Storyboard());
        });
        foreach (var address in (string[])["/api/generate-images", "/api/runs"])
        {
            scenes[$"POST {address} 422"] = Play(async s =>
            {
                using var first = TestHost.Storyboard();
                first.Headers.Add("Idempotency-Key", "one");
                using var started = await s.Client.PostAsync(address, first);
                var second = TestHost.Storyboard(shots: 3);
                second.Headers.Add("Idempotency-Key", "one");
                return await s.Client.PostAsync(address, second);
            });
        }

        scenes["POST /api/generate-images 429"] = Play(
            async s =>
            {
                await s.StartRunAsync("one");
                return await s.Client.PostAsync("/api/generate-images", TestHost.Storyboard("two"));
            },
            new HttpOptions { MaxActiveRuns = 1 });
        scenes["POST /api/generate-images 503"] = Play(s =>
        {
            s.Runs.FailCreates("The disk is full. Make room.");
            return s.Client.PostAsync("/api/generate-images", TestHost.Storyboard());
        });
        scenes["POST /api/runs 202"] = Play(s => s.Client.PostAsync("/api/runs", TestHost.Storyboard()));
        scenes["POST /api/runs 409"] = Play(async s =>
        {
            await s.StartRunAsync();
            return await s.Client.PostAsync("/api/runs", TestHost.Storyboard());
        });
        scenes["POST /api/runs 429"] = Play(
            async s =>
            {
                await s.StartRunAsync("one");
                return await s.Client.PostAsync("/api/runs", TestHost.Storyboard("two"));
            },
            new HttpOptions { MaxActiveRuns = 1 });
        scenes["POST /api/runs 503"] = Play(s =>
        {
            s.Runs.FailCreates("The disk is full. Make room.");
            return s.Client.PostAsync("/api/runs", TestHost.Storyboard());
        });
        scenes["GET /api/models 200"] = Play(s => s.Client.GetAsync("/api/models"));
        scenes["POST /api/check 200"] = Play(s => s.Client.PostAsync("/api/check", null));
        scenes["POST /api/check 400"] = Play(s => s.Client.PostAsync("/api/check?model=no%20model", null));
        scenes["POST /api/check 503"] = Play(s => s.Client.PostAsync("/api/check?resetLimits=true", null));
        scenes["POST /api/estimate 200"] = Play(s => s.Client.PostAsync("/api/estimate", TestHost.Storyboard()));
        scenes["POST /api/estimate 503"] = Play(s =>
        {
            s.Images.FailReads("The folder cannot be read. Give this program the right to.");
            return s.Client.PostAsync("/api/estimate", TestHost.Storyboard());
        });
        foreach (var path in (string[])["/api/generate-images", "/api/runs", "/api/estimate"])
        {
            scenes[$"POST {path} 400"] = Play(s => s.Client.PostAsync(path, TestHost.Json("{}")));
            scenes[$"POST {path} 413"] = Play(s => s.Client.PostAsync(path, TestHost.Json(new string(' ', 20_000))));
            scenes[$"POST {path} 415"] = Play(s => s.Client.PostAsync(path, new StringContent("{}")));
        }
    }

    private static void AddReads(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        Get("/api/generation-status/{projectPath}", 200, (_, _) => "/api/generation-status/projects%2Ftale");
        Get("/api/generation-status/{projectPath}", 400, (_, _) => "/api/generation-status/%2F");
        Get("/api/runs", 200, (_, _) => "/api/runs");
        Get("/api/runs", 400, (_, _) => "/api/runs?limit=none");
        Get("/api/runs/{id}", 200, (_, id) => $"/api/runs/{id}");
        Get("/api/runs/{id}", 400, (_, id) => $"/api/runs/{id}?beats=maybe");
        Get("/api/runs/{id}", 404, (_, _) => "/api/runs/tale-99");
        Get("/api/runs/{id}/events", 200, (_, id) => $"/api/runs/{id}/events");
        Get("/api/runs/{id}/events", 400, (_, id) => $"/api/runs/{id}/events?after=-1");
        Get("/api/runs/{id}/events", 404, (_, _) => "/api/runs/tale-99/events");
        Get("/api/runs/{id}/images", 200, (_, id) => $"/api/runs/{id}/images");
        Get("/api/runs/{id}/images", 400, (_, id) => $"/api/runs/{id}/images?limit=0");
        Get("/api/runs/{id}/images", 404, (_, _) => "/api/runs/tale-99/images");
        Get("/api/runs/{id}/images.zip", 200, (_, id) => $"/api/runs/{id}/images.zip");
        Get("/api/runs/{id}/images.zip", 404, (_, _) => "/api/runs/tale-99/images.zip");
        Get("/api/runs/{id}/export", 200, (_, id) => $"/api/runs/{id}/export?format=csv");
        Get("/api/runs/{id}/export", 400, (_, id) => $"/api/runs/{id}/export?format=docx");
        Get("/api/runs/{id}/export", 404, (_, _) => "/api/runs/tale-99/export?format=csv");
        scenes["GET /api/runs/{id}/export 409"] = Play(
            async s => await s.Client.GetAsync($"/api/runs/{await s.StartRunAsync()}/export?format=animatic"));
        scenes["GET /api/runs/{id}/export 503"] = Play(
            async s => await s.Client.GetAsync($"/api/runs/{await s.StartRunAsync()}/export?format=pdf"));
        Get("/api/runs/{id}/storyboard", 200, (_, id) => $"/api/runs/{id}/storyboard");
        Get("/api/runs/{id}/storyboard", 404, (_, _) => "/api/runs/tale-99/storyboard");
        Get("/api/runs/{id}/beats/{style}/{beat}", 200, (_, id) => $"/api/runs/{id}/beats/clear/1.1");
        Get("/api/runs/{id}/beats/{style}/{beat}", 404, (_, id) => $"/api/runs/{id}/beats/clear/9.9");
        Get("/api/projects/{project}/images/{style}/{beat}", 200, (_, _) => "/api/projects/tale/images/clear/1.1");
        Get("/api/projects/{project}/images/{style}/{beat}/thumbnail", 200, (_, _) => "/api/projects/tale/images/clear/1.1/thumbnail");
        Get("/api/projects/{project}/images/{style}/{beat}/thumbnail", 404, (_, _) => "/api/projects/tale/images/clear/9.9/thumbnail");
        Get(
            "/api/projects/{project}/images/{style}/{beat}/thumbnail",
            400,
            (_, _) => "/api/projects/tale/images/clear/1.1/thumbnail?shot=one");
        Get("/api/projects/{project}/images/{style}/{beat}", 404, (_, _) => "/api/projects/tale/images/clear/9.9");
        Get(Instance + "/{id}", 200, (_, id) => $"{Instance}/{id}");
        Get(Instance + "/{id}", 404, (_, _) => $"{Instance}/tale-99");
        Get("/api/projects/{project}/images/{style}/{beat}", 400, (_, _) => "/api/projects/tale/images/clear/1.1?shot=one");
        foreach (var (status, first) in (ReadOnlySpan<(int, int)>)[(206, 5), (416, 90_000)])
        {
            scenes[$"GET /api/projects/{{project}}/images/{{style}}/{{beat}} {status}"] = Play(async s =>
            {
                await EndedRunAsync(s);
                using var request = new HttpRequestMessage(HttpMethod.Get, "/api/projects/tale/images/clear/1.1");
                request.Headers.Range = new RangeHeaderValue(first, null);
                return await s.Client.SendAsync(request);
            });
        }

        foreach (var kind in (string[])["", "/thumbnail"])
        {
            scenes[$"GET /api/projects/{{project}}/images/{{style}}/{{beat}}{kind} 304"] = Play(async s =>
            {
                await EndedRunAsync(s);
                using var first = await s.Client.GetAsync($"/api/projects/tale/images/clear/1.1{kind}");
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/projects/tale/images/clear/1.1{kind}");
                request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
                return await s.Client.SendAsync(request);
            });
        }

        scenes[$"GET {Instance}/{{id}} 202"] = Play(async s => await s.Client.GetAsync($"{Instance}/{await s.StartRunAsync()}"));

        void Get(string path, int status, Func<TestHost, string, string> address) => scenes[$"GET {path} {status}"] = Play(async s =>
            await s.Client.GetAsync(address(s, await EndedRunAsync(s)), HttpCompletionOption.ResponseHeadersRead));
    }

    private static void AddControls(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        foreach (var name in Controls)
        {
            var path = $"POST /api/runs/{{id}}/{name}";
            var oneBeat = "{\"beats\": [{\"style\": \"clear\", \"beat_number\": \"1.1\"}]}";
            scenes[$"{path} 202"] = Play(async s =>
                await s.Client.PostAsync(
                    $"/api/runs/{await s.StartRunAsync()}/{name}",
                    name is "pause" or "resume" or "cancel" ? null : TestHost.Json(oneBeat)));
            scenes[$"{path} 400"] = Play(
                async s => await s.Client.PostAsync($"/api/runs/{await s.StartRunAsync()}/{name}", TestHost.Json("{\"nonsense\": 1}")));
            scenes[$"{path} 404"] = Play(s => s.Client.PostAsync($"/api/runs/tale-99/{name}", null));
            scenes[$"{path} 409"] = Play(async s => await s.Client.PostAsync(
                $"/api/runs/{await EndedRunAsync(s)}/{name}",
                name is "retry" or "regenerate" ? TestHost.Json("{\"beats\": [{\"style\": \"clear\", \"beat_number\": \"9.9\"}]}") : null));
            scenes[$"{path} 413"] = Play(async s =>
                await s.Client.PostAsync(
                    $"/api/runs/{await s.StartRunAsync()}/{name}", TestHost.Json(new string(' ', ControlHandler.MaxBytes + 1))));
            scenes[$"{path} 415"] = Play(
                async s => await s.Client.PostAsync($"/api/runs/{await s.StartRunAsync()}/{name}", new StringContent("{}")));
            scenes[$"{path} 503"] = Play(async s =>
            {
                var id = await s.StartRunAsync();
                s.Runs.FailAppends("The disk is full. Make room.");
                return await s.Client.PostAsync(
                    $"/api/runs/{id}/{name}", name is "pause" or "resume" or "cancel" ? null : TestHost.Json(oneBeat));
            });
        }
    }

    private static void AddChoices(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        const string Path = "POST /api/runs/{id}/beats/{style}/{beat}/choose";
        scenes[$"{Path} 200"] = Choose("1.1", "{\"candidate\": 2}");
        scenes[$"{Path} 400"] = Choose("1.1", "{\"candidate\": \"2\"}");
        scenes[$"{Path} 404"] = Choose("9.9", "{\"candidate\": 2}");
        scenes[$"{Path} 409"] = Choose("1.1", "{\"candidate\": 3}");
        scenes[$"{Path} 413"] = Choose("1.1", new string(' ', ControlHandler.MaxBytes + 1));
        scenes[$"{Path} 415"] = Play(
            async s =>
                await s.Client.PostAsync($"/api/runs/{await s.PutCandidatesAsync()}/beats/clear/1.1/choose", new StringContent("{}")));
        scenes[$"{Path} 503"] = Play(async s =>
        {
            var id = await s.PutCandidatesAsync();
            s.Runs.FailAppends("The disk is full. Make room.");
            return await s.Client.PostAsync($"/api/runs/{id}/beats/clear/1.1/choose", TestHost.Json("{\"candidate\": 2}"));
        });

        static Func<Task<HashSet<string>>> Choose(string beat, string body) => Play(async s =>
            await s.Client.PostAsync($"/api/runs/{await s.PutCandidatesAsync()}/beats/clear/{beat}/choose", TestHost.Json(body)));
    }

    private static void AddDurable(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        scenes["DELETE /api/runs/{id} 204"] = Play(async s => await s.Client.DeleteAsync($"/api/runs/{await EndedRunAsync(s)}"));
        scenes["DELETE /api/runs/{id} 400"] = Play(async s => await s.Client.DeleteAsync($"/api/runs/{await EndedRunAsync(s)}?images=yes"));
        scenes["DELETE /api/runs/{id} 404"] = Play(s => s.Client.DeleteAsync("/api/runs/tale-99"));
        scenes["DELETE /api/runs/{id} 409"] = Play(async s => await s.Client.DeleteAsync($"/api/runs/{await s.StartRunAsync()}"));
        scenes[$"DELETE {Instance}/{{id}} 200"] = Play(async s => await s.Client.DeleteAsync($"{Instance}/{await EndedRunAsync(s)}"));
        scenes[$"DELETE {Instance}/{{id}} 404"] = Play(s => s.Client.DeleteAsync($"{Instance}/tale-99"));
        scenes[$"DELETE {Instance}/{{id}} 409"] = Play(async s => await s.Client.DeleteAsync($"{Instance}/{await s.StartRunAsync()}"));
        foreach (var verb in (string[])["terminate", "suspend", "resume"])
        {
            var path = $"POST {Instance}/{{id}}/{verb}";
            scenes[$"{path} 202"] = Play(
                async s => await s.Client.PostAsync($"{Instance}/{await s.StartRunAsync()}/{verb}?reason=lunch", null));
            scenes[$"{path} 404"] = Play(s => s.Client.PostAsync($"{Instance}/tale-99/{verb}", null));
            scenes[$"{path} 410"] = Play(async s => await s.Client.PostAsync($"{Instance}/{await EndedRunAsync(s)}/{verb}", null));
            scenes[$"{path} 503"] = Play(async s =>
            {
                var id = await s.StartRunAsync();
                s.Runs.FailAppends("The disk is full. Make room.");
                return await s.Client.PostAsync($"{Instance}/{id}/{verb}", null);
            });
        }

        scenes[$"POST {Instance}/{{id}}/resume 409"] = Play(
            async s => await s.Client.PostAsync($"{Instance}/{await CancelledRunAsync(s)}/resume", null));
        var raise = $"POST {Instance}/{{id}}/raiseEvent/{{eventName}}";
        scenes[$"{raise} 202"] = Play(
            async s => await s.Client.PostAsync($"{Instance}/{await s.StartRunAsync()}/raiseEvent/pause", TestHost.Json("{}")));
        scenes[$"{raise} 400"] = Play(async s => await s.Client.PostAsync($"{Instance}/{await s.StartRunAsync()}/raiseEvent/dance", null));
        scenes[$"{raise} 404"] = Play(s => s.Client.PostAsync($"{Instance}/tale-99/raiseEvent/pause", null));
        scenes[$"{raise} 409"] = Play(
            async s => await s.Client.PostAsync($"{Instance}/{await CancelledRunAsync(s)}/raiseEvent/pause", null));
        scenes[$"{raise} 410"] = Play(async s => await s.Client.PostAsync($"{Instance}/{await EndedRunAsync(s)}/raiseEvent/pause", null));
        scenes[$"{raise} 413"] = Play(async s =>
            await s.Client.PostAsync(
                $"{Instance}/{await s.StartRunAsync()}/raiseEvent/pause", TestHost.Json(new string(' ', ControlHandler.MaxBytes + 1))));
        scenes[$"{raise} 415"] = Play(
            async s => await s.Client.PostAsync($"{Instance}/{await s.StartRunAsync()}/raiseEvent/pause", new StringContent("{}")));
        scenes[$"{raise} 503"] = Play(async s =>
        {
            var id = await s.StartRunAsync();
            s.Runs.FailAppends("The disk is full. Make room.");
            return await s.Client.PostAsync($"{Instance}/{id}/raiseEvent/pause", null);
        });
    }

    private static void AddStoryboardApp(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        const string Project = """{"projectPath": "projects/tale", "beatNumber": "Beat 1.1", "style": "clear"}""";
        foreach (var name in (string[])[
            "stop-generation", "get-generation-progress", "get-generated-images", "get-image-selections", "save-image-selection"])
        {
            var path = $"/api/{name}";
            scenes[$"POST {path} 200"] = App(s => s.Client.PostAsync(path, TestHost.Json(Project)));
            scenes[$"POST {path} 400"] = App(s => s.Client.PostAsync(path, TestHost.Json("{}")));
            scenes[$"POST {path} 404"] = Play(s => s.Client.PostAsync(path, TestHost.Json(Project)));
            scenes[$"POST {path} 413"] = App(s => s.Client.PostAsync(path, TestHost.Json(new string(' ', 70_000))));
            scenes[$"POST {path} 415"] = App(s => s.Client.PostAsync(path, new StringContent("{}")));
        }

        scenes["POST /api/save-image-selection 503"] = App(
            s => s.Client.PostAsync("/api/save-image-selection", TestHost.Json(Project)), hasFiles: false);
        foreach (var name in (string[])["get-generation-progress", "get-generated-images", "get-image-selections"])
        {
            scenes[$"GET /api/{name} 200"] = App(s => s.Client.GetAsync($"/api/{name}?projectPath=projects%2Ftale"));
            scenes[$"GET /api/{name} 400"] = App(s => s.Client.GetAsync($"/api/{name}"));
            scenes[$"GET /api/{name} 404"] = Play(s => s.Client.GetAsync($"/api/{name}?projectPath=projects%2Ftale"));
        }

        foreach (var name in (string[])["test-api-keys", "ping"])
        {
            scenes[$"GET /api/{name} 200"] = App(s => s.Client.GetAsync($"/api/{name}"));
            scenes[$"GET /api/{name} 404"] = Play(s => s.Client.GetAsync($"/api/{name}"));
        }

        const string Image = "/api/serve-image?path=projects%2Ftale%2Fgenerated_images%2Fclear%2FShot_1%2F";
        scenes["GET /api/serve-image 200"] = App(s => s.Client.GetAsync(Image + "Beat_1.1.png"));
        scenes["GET /api/serve-image 400"] = App(s => s.Client.GetAsync("/api/serve-image"));
        scenes["GET /api/serve-image 404"] = App(s => s.Client.GetAsync(Image + "Beat_9.9.png"));

        static Func<Task<HashSet<string>>> App(Func<TestHost, Task<HttpResponseMessage>> scene, bool hasFiles = true) => async () =>
        {
            await using var server = await TestHost.StartAsync(storyboardApp: true, files: hasFiles ? new InMemoryProjectFiles() : null);
            await EndedRunAsync(server);
            using var response = await scene(server);
            return server.Contract.Seen;
        };
    }

    /// <summary>401 and 403 come before everything else, at every address.</summary>
    private static void AddRefusals(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        foreach (var answer in ContractHandler.Answers)
        {
            var parts = answer.Split(' ');
            var path = parts[1].Replace("{id}", "tale-1").Replace("{projectPath}", "tale").Replace("{project}", "tale")
                .Replace("{style}", "clear").Replace("{beat}", "1.1").Replace("{eventName}", "pause");
            if (parts[2] is "401")
            {
                scenes[answer] = Play(
                    s => s.Client.SendAsync(new HttpRequestMessage(new HttpMethod(parts[0]), path)), new HttpOptions { ApiKey = Key });
            }
            else if (parts[2] is "503" && parts[0] is not "POST" && !scenes.ContainsKey(answer))
            {
                scenes[answer] = Play(s =>
                {
                    s.Runs.FailFinds("It was written by a newer ImageGen. Use that one.");
                    return s.Client.SendAsync(new HttpRequestMessage(new HttpMethod(parts[0]), path));
                });
            }
            else if (parts[2] is "403")
            {
                scenes[answer] = Play(s =>
                {
                    var request = new HttpRequestMessage(new HttpMethod(parts[0]), path);
                    request.Headers.Add("Origin", "https://elsewhere.example");
                    return s.Client.SendAsync(request);
                });
            }
        }
    }

    private static Func<Task<HashSet<string>>> Play(Func<TestHost, Task<HttpResponseMessage>> scene, HttpOptions? options = null) =>
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
    private static async Task<string> EndedRunAsync(TestHost server)
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

    private static async Task<string> CancelledRunAsync(TestHost server)
    {
        var id = await server.StartRunAsync();
        await server.AppendAsync(id, new RunStarted(At(0), 1), new RunCancelled(At(1), DropInFlight: false));
        return id;
    }

    private sealed class Limits : IRequestLimits
    {
        private bool _isReset;

        public Task<ImmutableArray<ProjectLimit>> ListAsync(ImageStyle style, CancellationToken cancellationToken) =>
            Task.FromResult<ImmutableArray<ProjectLimit>>(_isReset ? [] : [new ProjectLimit($"{style.Name()}-1", 10, 4)]);

        public Task ResetAsync(CancellationToken cancellationToken)
        {
            _isReset = true;
            return Task.CompletedTask;
        }
    }
}
