using ImageGen.Tests.Local.Http.Scenes;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Local.Http;

/// <summary>Gets every answer that the contract names from the host itself; the client holds each one to its schema.</summary>
public sealed class ContractTests
{
    private static readonly Dictionary<string, Func<Task<HashSet<string>>>> Scenes = CreateScenes();

    public static TheoryData<string> Answers => [.. ContractHandler.Answers];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Host_EveryAnswerOfTheContract_CanBeHad(string answer)
    {
        Assert.True(Scenes.TryGetValue(answer, out var play), $"No scene leads to {answer}.");

        Assert.Contains(answer, await play());
    }

    [Fact]
    public void Contract_EveryScene_IsInIt() => Assert.Equal([], Scenes.Keys.Except(ContractHandler.Answers));

    private static Dictionary<string, Func<Task<HashSet<string>>>> CreateScenes()
    {
        var scenes = new Dictionary<string, Func<Task<HashSet<string>>>>();
        StartScenes.AddTo(scenes);
        ReadScenes.AddTo(scenes);
        ControlScenes.AddTo(scenes);
        ControlScenes.AddChoicesTo(scenes);
        ReviewScenes.AddTo(scenes);
        DurableScenes.AddTo(scenes);
        StoryboardAppScenes.AddTo(scenes);
        ReferenceScenes.AddTo(scenes);
        RefusalScenes.AddTo(scenes);
        return scenes;
    }
}
