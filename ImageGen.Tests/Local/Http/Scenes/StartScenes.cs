using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of starts, estimates, models and the check of keys.</summary>
internal static class StartScenes
{
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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
}
