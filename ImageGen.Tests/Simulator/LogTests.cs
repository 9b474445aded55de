using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator;

public sealed class LogTests
{
    [Fact]
    public async Task StatsAndCalls_AfterCallsOfAllKinds_TellThemWithoutKeysOrPrompts()
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions
        {
            Keys = [new("test-key-secret-1", "project-a"), new("test-key-secret-2", "project-b", KeyState.Leaked)],
            Script = [ScriptedFault.ForCall(2, SimulatedFault.Unavailable), ScriptedFault.ForCall(3, SimulatedFault.Bare)],
            Describe = _ => new SceneLabel("clear", "1.2"),
            Images = ImageMode.Tiny,
        });
        const string Prompt = "a very private fox";
        var first = await gemini.Client.AskAsync(Prompt, "test-key-secret-1");
        await gemini.Client.AskAsync(Prompt, "test-key-secret-1");
        await gemini.Client.AskAsync(Prompt, "test-key-secret-1");
        await gemini.Client.PostAsync(GeminiClient.Body(Prompt, references: first.Image), "test-key-secret-1");
        await gemini.Client.AskAsync(Prompt, "test-key-secret-2");
        await gemini.Client.AskAsync(Prompt, "test-key-unknown");
        await gemini.Client.AskAsync(Prompt, key: null);

        var statsText = await gemini.Client.GetStringAsync("/stats");
        var callsText = await gemini.Client.GetStringAsync("/calls");

        var stats = JsonNode.Parse(statsText)!;
        Assert.Equal((7, 2, 0), ((int)stats["calls"]!, (int)stats["images"]!, (int)stats["inFlight"]!));
        Assert.Equal(1, (int)stats["rateLimited"]!["bare"]!);
        Assert.Equal((1, 1), ((int)stats["faults"]!["unavailable"]!, (int)stats["faults"]!["bare"]!));
        Assert.Equal((2, 1), ((int)stats["refused"]!["invalid-key"]!, (int)stats["refused"]!["no-key"]!));
        Assert.Equal((4, 2), ((int)stats["projects"]!["project-a"]!["calls"]!, (int)stats["projects"]!["project-a"]!["images"]!));
        Assert.Equal(0.134m + (1120 * 0.0000005m), (decimal)stats["estimatedCostUsd"]!);
        var calls = JsonNode.Parse(callsText)!.AsArray();
        Assert.Equal(
            ["image", "unavailable", "bare", "image", "invalid-key", "invalid-key", "no-key"], calls.Select(c => (string?)c!["outcome"]));
        Assert.Equal(["key-1", "key-1", "key-1", "key-1", "key-2", "unknown", "none"], calls.Select(c => (string?)c!["keyId"]));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], calls.Select(c => (int)c!["sequence"]!));
        Assert.Equal(("clear", "1.2", 1), ((string?)calls[3]!["style"], (string?)calls[3]!["beat"], (int)calls[3]!["references"]!));
        foreach (var secret in new[] { "secret", "test-key", "private", "fox" })
        {
            Assert.DoesNotContain(secret, statsText, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, callsText, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Keys_NoneConfigured_EveryKeyHasAProjectOfItsOwnAndAnIdThatHidesIt()
    {
        await using var gemini = await SimulatedGemini.StartAsync(new SimulatorOptions { RequestsPerWindow = 1, Images = ImageMode.Tiny });

        Assert.Equal(200, (int)(await gemini.Client.AskAsync("A fox", "test-key-1")).Status);
        Assert.Equal(429, (int)(await gemini.Client.AskAsync("A fox", "test-key-1")).Status);
        Assert.Equal(200, (int)(await gemini.Client.AskAsync("A fox", "test-key-2")).Status);
        Assert.Equal(2, gemini.Simulator.Stats.Projects.Count);
        Assert.All(gemini.Simulator.Calls, c => Assert.Matches("^key-[0-9a-f]{6}$", c.KeyId));
    }

    [Fact]
    public void ToString_OfKeyAndRequest_HidesValueAndPrompt()
    {
        Assert.DoesNotContain("secret", new SimulatorKey("secret").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", new SimulatorRequest("m", ["secret"], [], null, null).ToString(), StringComparison.Ordinal);
    }
}
