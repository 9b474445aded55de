using System.Net.Http.Headers;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of reading runs and images.</summary>
internal static class ReadScenes
{
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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
}
