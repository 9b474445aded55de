using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Tests.Local;

namespace ImageGen.Tests.Secrets;

/// <summary>
/// The whole embedded host in a process of its own, logging as much as it can, with marked keys and prompts and a failure of every class.
/// The marks are looked for in everything that comes out of it.
/// </summary>
public sealed class SecretsTests
{
    private const string KeyMark = "Kmark5f1e";
    private const string HostKey = "test-key-" + KeyMark + "-host";
    private const string PromptMark = "Pmark9c42";
    private const string PhraseMark = "Smark7d13";
    private const string ImageMark = "iVBORw0KGgo";
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    /// <summary>What befalls the beat whose prompt names it; the other beats are generated.</summary>
    private static readonly SimulatedFault[] OncePerBeat =
    [
        SimulatedFault.InternalError, SimulatedFault.HtmlErrorPage, SimulatedFault.Unavailable, SimulatedFault.DeadlineExceeded,
        SimulatedFault.HtmlInsteadOfJson, SimulatedFault.Redirect, SimulatedFault.CutBeforeAnswer, SimulatedFault.CutMidBody,
        SimulatedFault.TextOnly,
        SimulatedFault.NoCandidates, SimulatedFault.Jpeg, SimulatedFault.JpegLabelledPng, SimulatedFault.TruncatedImage,
        SimulatedFault.BrokenImage,
        SimulatedFault.NotAnImage, SimulatedFault.InvalidRequest, SimulatedFault.PromptBlocked(),
        SimulatedFault.FinishedWith("IMAGE_SAFETY"), SimulatedFault.PerMinute,
    ];

    [Fact]
    public async Task Host_WhateverHappens_GivesNoKeyPromptOrImageAway()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var folder = new TempFolder();
        await using var gemini = await GeminiSimulator.StartAsync(new SimulatorOptions
        {
            Images = ImageMode.Tiny,
            Speed = 1_000,
            Window = Window,
            Keys =
            [
                .. ImageStyles.All.Select(s => new SimulatorKey(KeyOf(s, 1), $"{s.Name()}-one") { Id = $"{s.Name()}-1" }),
                new SimulatorKey(KeyOf(ImageStyle.Clear, 2), "clear-two", State: KeyState.Leaked) { Id = "clear-2" },
                new SimulatorKey(
                    KeyOf(ImageStyle.Illustration, 2), "illustration-two", State: KeyState.NotEntitled) { Id = "illustration-2" },
                new SimulatorKey(
                    KeyOf(ImageStyle.Consistent, 2), "consistent-two", State: KeyState.ServiceDisabled) { Id = "consistent-2" },
            ],
            Script = [.. OncePerBeat.Select(
                f => new ScriptedFault(f, r => r.Prompt.EndsWith($" {f.Name}.", StringComparison.Ordinal), Times(f)))],
        });
        var (host, address) = await HostProcess.StartAsync(folder.Path, Settings(gemini.BaseUrl), deadline.Token);
        var heard = new StringBuilder();
        await using (host)
        {
            using var client = new HttpClient { BaseAddress = address, Timeout = Deadline };
            client.DefaultRequestHeaders.Add("x-functions-key", HostKey);
            var asked = Storyboard("tale", OncePerBeat.Select(f => f.Name));
            var id = await RunAsync(client, asked, heard, deadline.Token);
            gemini.AddFault(ScriptedFault.ForAny(SimulatedFault.ModelGone, int.MaxValue));
            var gone = await RunAsync(client, Storyboard("gone", ["x", "y"]), heard, deadline.Token);
            await ListenAsync(client, id, heard, deadline.Token);
            await ListenAsync(client, gone, heard, deadline.Token);
            heard.AppendLine(await (await client.PostAsync(
                "/api/generate-images", Body(asked.ToJsonString()[..^3]), deadline.Token)).Content.ReadAsStringAsync(deadline.Token));
            await client.PostAsync($"/api/runs/{id}/retry", null, deadline.Token);
        }

        var files = folder.Files().Where(f => !IsImage(f) && !f.EndsWith("/run.json", StringComparison.Ordinal)).ToDictionary(
            f => f, f => Encoding.Latin1.GetString(File.ReadAllBytes(folder[f])));
        Assert.Contains(folder.Files(), IsImage);
        Assert.Contains(files.Keys, f => f.EndsWith("/log.jsonl", StringComparison.Ordinal));
        Assert.Contains("POST", host.Said, StringComparison.Ordinal);
        string[] failures = ["contentBlocked", "noImage", "brokenImage", "invalidRequest", "transient", "modelUnavailable"];
        Assert.All(failures, kind => Assert.Contains(files.Values, text => text.Contains(kind, StringComparison.OrdinalIgnoreCase)));
        foreach (var mark in (string[])[KeyMark, PromptMark, PhraseMark, ImageMark])
        {
            Hidden(mark, "standard output and error", host.Said);
            Hidden(mark, "the command line", host.CommandLine);
            Hidden(mark, "the HTTP answers", heard.ToString());
            Assert.All(files, file => Hidden(mark, file.Key, file.Value));
        }

        Assert.All(gemini.Calls, call => Hidden(KeyMark, "the simulator's log of addresses", call.ToString()));
    }

    /// <summary>
    /// How often a fault comes: once where the service is in trouble, because several in a row are an outage, which is waited for.
    /// </summary>
    private static int Times(SimulatedFault fault) =>
        fault == SimulatedFault.PerMinute
        || fault == SimulatedFault.InternalError
        || fault == SimulatedFault.HtmlErrorPage
        || fault == SimulatedFault.Unavailable
        || fault == SimulatedFault.DeadlineExceeded
        || fault == SimulatedFault.HtmlInsteadOfJson
        || fault == SimulatedFault.Redirect
        || fault == SimulatedFault.CutBeforeAnswer
        || fault == SimulatedFault.CutMidBody
            ? 1
            : int.MaxValue;

    private static string KeyOf(ImageStyle style, int number) => $"test-key-{KeyMark}-{style.Name()}-{number}";

    private static Dictionary<string, string> Settings(string gemini)
    {
        var settings = new Dictionary<string, string>
        {
            ["ImageGen__Gemini__BaseUrl"] = gemini,
            ["ImageGen__Http__ApiKey"] = HostKey,
            ["ImageGen__Limits__Requests"] = "1000",
            ["ImageGen__Limits__Window"] = Window.ToString(),
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["Logging__LogLevel__System"] = "Trace",
        };
        foreach (var style in ImageStyles.All)
        {
            for (var number = 1; number <= 2; number++)
            {
                settings[$"ImageGen__Styles__{style.Name()}__Keys__{number - 1}__Value"] = KeyOf(style, number);
            }
        }

        return settings;
    }

    private static JsonObject Storyboard(string project, IEnumerable<string> faults)
    {
        var styles = new JsonObject();
        foreach (var style in ImageStyles.All)
        {
            styles[style.Name()] = new JsonArray([.. faults.Append("nothing").Select((fault, i) => (JsonNode)new JsonObject
            {
                ["shot_number"] = i + 1,
                ["beat_number"] = $"{i + 1}.1",
                ["script_phrase"] = $"{PhraseMark} of {i}.",
                ["transition_type"] = "H",
                ["ai_prompt"] = $"{PromptMark} shows {fault}.",
            })]);
        }

        return new JsonObject
        {
            ["projectPath"] = project,
            ["promptsByStyle"] = styles,
            ["options"] = new JsonObject { ["onQuotaExhausted"] = "fail" },
        };
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>Starts a run, and listens to it to its end.</summary>
    private static async Task<string> RunAsync(
        HttpClient client, JsonObject storyboard, StringBuilder heard, CancellationToken cancellationToken)
    {
        heard.AppendLine(await (await client.PostAsync(
            "/api/estimate", Body(storyboard.ToJsonString()), cancellationToken)).Content.ReadAsStringAsync(cancellationToken));
        using var started = await client.PostAsync("/api/generate-images", Body(storyboard.ToJsonString()), cancellationToken);
        var links = await started.Content.ReadAsStringAsync(cancellationToken);
        heard.AppendLine(links);
        var id = (string)JsonNode.Parse(links)!["id"]!;
        heard.AppendLine(await client.GetStringAsync($"/api/runs/{id}/events", cancellationToken));
        return id;
    }

    /// <summary>Everything that can be read of a run, but for the one address that is there to show a beat's prompt.</summary>
    private static async Task ListenAsync(HttpClient client, string id, StringBuilder heard, CancellationToken cancellationToken)
    {
        foreach (var address in (string[])
        [
            "/openapi.json", "/api/runs", $"/api/runs/{id}", $"/api/runs/{id}/events", $"/api/runs/{id}/images", $"/api/runs/nobody-1",
            $"/api/nothing/{id}",
            $"/runtime/webhooks/durabletask/instances/{id}", $"/api/generation-status/{id}",
        ])
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            heard.Append(answer.Headers).AppendLine(await answer.Content.ReadAsStringAsync(cancellationToken));
        }

        using var zip = new System.IO.Compression.ZipArchive(await client.GetStreamAsync($"/api/runs/{id}/images.zip", cancellationToken));
        heard.AppendJoin('\n', zip.Entries.Select(entry => entry.FullName + entry.Comment)).Append(zip.Comment);
    }

    private static bool IsImage(string file) =>
        file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".jpg", StringComparison.Ordinal);

    private static void Hidden(string mark, string where, string text)
    {
        var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
        Assert.True(at < 0, $"{mark} is in {where}: {(at < 0 ? "" : text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)])}");
    }
}
