using ImageGen.Hosting.Http;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of deleting runs, and of the addresses of Durable Functions.</summary>
internal static class DurableScenes
{
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
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
}
