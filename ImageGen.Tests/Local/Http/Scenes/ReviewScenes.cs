using ImageGen.Hosting.Http;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of reviewing images and restoring older ones.</summary>
internal static class ReviewScenes
{
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        foreach (var (verb, last, fine, faulty, refused) in ((HttpMethod, string, string, string, string)[])
            [
                (HttpMethod.Put, "review", "{\"approved\": true, \"note\": \"Good.\"}", "{\"approved\": \"yes\"}",
                    "{\"etag\": \"another\"}"),
                (HttpMethod.Post, "restore", "", "{\"version\": 1}", ""),
            ])
        {
            var path = $"{verb} /api/runs/{{id}}/beats/{{style}}/{{beat}}/{last}";
            scenes[$"{path} 200"] = With(fine);
            scenes[$"{path} 400"] = With(faulty);
            scenes[$"{path} 404"] = With(fine, beat: "9.9");
            scenes[$"{path} 409"] = With(refused, s => s.AppendAsync("tale-1", new BeatsRequested(
                StoryboardBuilder.At(9), BeatRequestKind.Regenerate, [new BeatRef(ImageStyle.Clear, BeatId.Parse("1.1"))])));
            scenes[$"{path} 413"] = With(new string(' ', ControlHandler.MaxBytes + 1));
            scenes[$"{path} 415"] = With(fine, type: "text/plain");
            scenes[$"{path} 503"] = With(fine, s =>
            {
                s.Runs.FailAppends("The disk is full. Make room.");
                return Task.CompletedTask;
            });

            Func<Task<HashSet<string>>> With(
                string body, Func<TestHost, Task>? before = null, string beat = "1.1", string type = "application/json") => Scene.Play(
                async s =>
                {
                    var id = await s.PutCandidatesAsync();
                    Assert.True(ProjectName.TryParse("tale", out var project));
                    var older = (await s.Images.VersionsAsync(
                        new ImageName(project, ImageStyle.Clear, 1, BeatId.Parse("1.1")), default)).Single().Version;
                    await (before?.Invoke(s) ?? Task.CompletedTask);
                    using var request = new HttpRequestMessage(verb, $"/api/runs/{id}/beats/clear/{beat}/{last}")
                    {
                        Content = new StringContent(
                            body.Length == 0 ? $"{{\"version\": \"{older}\"}}" : body, System.Text.Encoding.UTF8, type),
                    };
                    return await s.Client.SendAsync(request);
                });
        }
    }
}
