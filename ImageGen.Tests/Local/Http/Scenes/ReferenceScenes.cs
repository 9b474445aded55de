using System.Net.Http.Headers;
using System.Net.Http.Json;
using ImageGen.Core.Api.Cast;
using ImageGen.Hosting.Http;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>What leads to every answer of the operations on references.</summary>
internal static class ReferenceScenes
{
    private const string References = "/api/projects/{project}/references";
    private const string Reference = References + "/{id}";
    private const string Tale = "/api/projects/tale/references";
    private const string Nothing = "/api/projects/%2F/references";
    private const string Trouble = "The disk is gone. Put it back.";

    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        Add($"GET {References} 200", async s =>
        {
            await StoreSheetAsync(s);
            using var put = await s.Client.PutAsync($"{Tale}/hare?kind=character", Image(1, "Brown"));
            return await s.Client.GetAsync(Tale);
        });
        Add($"GET {References} 400", s => s.Client.GetAsync(Nothing));
        Add($"GET {References} 503", s => InTroubleAsync(s, () => s.Client.GetAsync(Tale)));
        Add($"GET {Reference} 200", s => WithImageAsync(s, () => s.Client.GetAsync($"{Tale}/hare")));
        Add($"GET {Reference} 304", s => WithImageAsync(s, async () =>
        {
            using var first = await s.Client.GetAsync($"{Tale}/hare");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Tale}/hare");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            return await s.Client.SendAsync(request);
        }));
        Add($"GET {Reference} 400", s => s.Client.GetAsync($"{Nothing}/hare"));
        Add($"GET {Reference} 404", s => s.Client.GetAsync($"{Tale}/hare"));
        Add($"PUT {Reference} 200", s => s.Client.PutAsync($"{Tale}/hare", Image(1)));
        Add($"PUT {Reference} 400", s => s.Client.PutAsync($"{Tale}/hare", new ByteArrayContent([1, 2, 3])));
        Add($"PUT {Reference} 413", s => s.Client.PutAsync($"{Tale}/hare", new ByteArrayContent(new byte[IReferenceFiles.MaxBytes + 1])));
        Add($"PUT {Reference} 415", s =>
        {
            var image = Image(1);
            image.Headers.ContentEncoding.Add("gzip");
            return s.Client.PutAsync($"{Tale}/hare", image);
        });
        Add($"PUT {Reference} 503", s => InTroubleAsync(s, () => s.Client.PutAsync($"{Tale}/hare", Image(1))));
        Add($"DELETE {Reference} 204", s => WithImageAsync(s, () => s.Client.DeleteAsync($"{Tale}/hare")));
        Add($"DELETE {Reference} 400", s => s.Client.DeleteAsync($"{Nothing}/hare"));
        Add($"DELETE {Reference} 404", s => s.Client.DeleteAsync($"{Tale}/hare"));
        Add($"POST {Reference}/approve 200", async s =>
        {
            await StoreSheetAsync(s);
            return await s.Client.PostAsync($"{Tale}/hare/approve", null);
        });
        Add($"POST {Reference}/approve 400", s => s.Client.PostAsync($"{Nothing}/hare/approve", null));
        Add($"POST {Reference}/approve 404", s => s.Client.PostAsync($"{Tale}/no.hare/approve", null));
        Add($"POST {Reference}/approve 409", s => s.Client.PostAsync($"{Tale}/hare/approve", null));
        Add($"POST {Reference}/approve 503", async s =>
        {
            await StoreSheetAsync(s);
            return await InTroubleAsync(s, () => s.Client.PostAsync($"{Tale}/hare/approve", null));
        });
        foreach (var address in (string[])["/sheet", "/sheet/estimate"])
        {
            Add(
                $"POST {Reference}{address} {(address == "/sheet" ? 202 : 200)}",
                s => s.Client.PostAsync($"{Tale}/hare{address}", Sheet()));
            Add($"POST {Reference}{address} 400", s => s.Client.PostAsync($"{Tale}/hare{address}", TestHost.Json("{}")));
            Add(
                $"POST {Reference}{address} 413",
                s => s.Client.PostAsync($"{Tale}/hare{address}", TestHost.Json(new string(' ', CastHandler.MaxBytes + 1))));
            Add($"POST {Reference}{address} 415", s => s.Client.PostAsync($"{Tale}/hare{address}", new StringContent("{}")));
        }

        Add($"POST {Reference}/sheet 409", async s =>
        {
            using var first = await s.Client.PostAsync($"{Tale}/hare/sheet", Sheet());
            return await s.Client.PostAsync($"{Tale}/mill/sheet", Sheet());
        });
        scenes[$"POST {Reference}/sheet 429"] = Scene.Play(
            async s =>
            {
                await s.StartRunAsync("one");
                return await s.Client.PostAsync($"{Tale}/hare/sheet", Sheet());
            },
            new HttpOptions { MaxActiveRuns = 1 });
        Add($"POST {Reference}/sheet 503", s =>
        {
            s.Runs.FailCreates(Trouble);
            return s.Client.PostAsync($"{Tale}/hare/sheet", Sheet());
        });
        Add($"POST {Reference}/sheet/estimate 503", s =>
        {
            s.Images.FailReads(Trouble);
            return s.Client.PostAsync($"{Tale}/hare/sheet/estimate", Sheet());
        });

        void Add(string answer, Func<TestHost, Task<HttpResponseMessage>> scene) => scenes[answer] = Scene.Play(scene);
    }

    public static ByteArrayContent Image(int number, string? description = null)
    {
        var content = new ByteArrayContent(TestImage.Png(number));
        if (description is not null)
        {
            content.Headers.Add(ReferenceHandler.DescriptionHeader, Uri.EscapeDataString(description));
        }

        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return content;
    }

    public static JsonContent Sheet(string description = "A small brown hare.") => JsonContent.Create(new { description });

    /// <summary>A sheet as a run has generated it.</summary>
    public static Task<StoredImage> StoreSheetAsync(TestHost host, int number = 7)
    {
        Assert.True(ProjectName.TryParse("tale", out var project) & ReferenceId.TryParse("hare", out var id));
        var provenance = new ImageProvenance(
            "tale.cast-1", "a", "m", "00", "k", "none", null, 0.03m, TimeSpan.FromSeconds(8), StoryboardBuilder.At(0));
        return host.Images.SaveAsync(
            CastSheet.NameOf(
                project, ImageStyle.Illustration, id), TestImage.Png(number), ImageFormat.Png, provenance, keepOld: true, default);
    }

    /// <summary>The first image of a run, as it was generated before its references were declared.</summary>
    public static async Task<StoredImage> StoreOutdatedAsync(TestHost host, string runId)
    {
        var storyboard = (await host.RunLogs.FindAsync(runId, default))!.Document.Storyboard;
        var beat = storyboard.BeatsOf(ImageStyle.Clear)[0];
        var provenance = new ImageProvenance(
            runId, "a", "m", "00", "k", "none", null, 0, TimeSpan.Zero, StoryboardBuilder.At(0));
        return await host.Images.SaveAsync(
            new ImageName(storyboard.Project, ImageStyle.Clear, beat.Shot, beat.Id), TestImage.Png(3), ImageFormat.Png, provenance,
            keepOld: false, default);
    }

    private static async Task<HttpResponseMessage> WithImageAsync(TestHost host, Func<Task<HttpResponseMessage>> ask)
    {
        using var put = await host.Client.PutAsync($"{Tale}/hare", Image(1));
        return await ask();
    }

    private static Task<HttpResponseMessage> InTroubleAsync(TestHost host, Func<Task<HttpResponseMessage>> ask)
    {
        host.Images.ReferenceFiles.Fail(Trouble);
        return ask();
    }
}
