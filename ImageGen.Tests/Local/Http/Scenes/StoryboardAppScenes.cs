using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of the storyboard app's calls.</summary>
internal static class StoryboardAppScenes
{
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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
}
