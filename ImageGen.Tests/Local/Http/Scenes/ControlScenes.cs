using ImageGen.Hosting.Http;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of controlling a run, and of choosing a candidate.</summary>
internal static class ControlScenes
{
    private static readonly string[] Controls = ["pause", "resume", "cancel", "retry", "regenerate", "first", "skip"];

    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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

    public static void AddChoicesTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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
}
