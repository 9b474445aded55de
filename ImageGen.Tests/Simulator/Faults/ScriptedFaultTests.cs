using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Requests;

namespace ImageGen.Tests.Simulator.Faults;

/// <summary>Faults and changes of keys by plan: where they are told to strike.</summary>
public sealed class ScriptedFaultTests
{
    private static readonly SceneLabels Labels = new(
    [
        ("clear", "1.2", "Minimalist: a fox"), ("clear", "1.3", "Minimalist: a hare"), ("illustration", "1.3", "Storybook: a hare"),
    ]);

    [Fact]
    public async Task Script_FaultForABeat_StrikesAsOftenAsToldAndOnlyThere()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Script = [ScriptedFault.ForBeat("clear/1.3", SimulatedFault.Unavailable, times: 2)],
            Describe = Labels.Find,
        });

        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Minimalist: a fox")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Storybook: a hare")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("Minimalist: a hare")).Status);
        Assert.Equal(2, gemini.Simulator.Stats.Faults["unavailable"]);
        Assert.Equal(
            ["clear/1.2", "illustration/1.3", "clear/1.3", "clear/1.3", "clear/1.3"],
            gemini.Simulator.Calls.Select(c => $"{c.Style}/{c.Beat}"));
    }

    [Fact]
    public async Task Script_BeatWithoutStyle_StrikesEveryStyle()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Script = [ScriptedFault.ForBeat("1.3", SimulatedFault.FinishedWith("SAFETY"), times: int.MaxValue)],
            Describe = Labels.Find,
        });

        Assert.Equal("SAFETY", (await gemini.Client.AskAsync("Storybook: a hare")).FinishReason);
        Assert.Equal("SAFETY", (await gemini.Client.AskAsync("Minimalist: a hare")).FinishReason);
        Assert.Equal("STOP", (await gemini.Client.AskAsync("Minimalist: a fox")).FinishReason);
    }

    [Fact]
    public async Task Script_CallNumberAndKey_StrikeWhereTold()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Keys = [new("test-key-1"), new("test-key-2")],
            Script = [ScriptedFault.ForCall(2, SimulatedFault.InternalError)],
        });
        gemini.Simulator.AddFault(ScriptedFault.ForKey("key-2", SimulatedFault.InvalidKey, after: 1));

        List<int> statuses = [];
        foreach (var key in new[] { "test-key-1", "test-key-1", "test-key-2", "test-key-2", "test-key-2", "test-key-1" })
        {
            statuses.Add((int)(await gemini.Client.AskAsync("A fox", key)).Status);
        }

        Assert.Equal([200, 500, 200, 400, 400, 200], statuses);
    }

    [Fact]
    public async Task Key_ChangesAfterCallsOrWhenTold_AnswersAccordingly()
    {
        await using var gemini = await StartAsync(new SimulatorOptions
        {
            Keys = [new("test-key-1") { ChangesTo = KeyState.Leaked, ChangesAfterCalls = 2 }],
        });

        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await gemini.Client.AskAsync("A fox")).Status);
        gemini.Simulator.SetKeyState("key-1", KeyState.Valid);
        Assert.Equal(HttpStatusCode.OK, (await gemini.Client.AskAsync("A fox")).Status);
        Assert.Throws<ArgumentException>(() => gemini.Simulator.SetKeyState("key-7", KeyState.Valid));
    }

    private static Task<SimulatedGemini> StartAsync(SimulatorOptions options) =>
        SimulatedGemini.StartAsync(options with { Images = ImageMode.Tiny });
}
