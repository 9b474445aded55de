using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Http.Scenes.Scene;

namespace ImageGen.Tests.Local.Http.Scenes;

/// <summary>The scenes of refusals that any address may answer.</summary>
internal static class RefusalScenes
{
    private const string Key = "test-key-of-the-host";

    /// <summary>401 and 403 come before everything else, at every address.</summary>
    public static void AddTo(Dictionary<string, Func<Task<HashSet<string>>>> scenes)
    {
        foreach (var answer in ContractHandler.Answers)
        {
            var parts = answer.Split(' ');
            var path = parts[1].Replace("{id}", "tale-1").Replace("{projectPath}", "tale").Replace("{project}", "tale")
                .Replace("{style}", "clear").Replace("{beat}", "1.1").Replace("{eventName}", "pause");
            if (parts[2] is "401")
            {
                scenes[answer] = Play(
                    s => s.Client.SendAsync(new HttpRequestMessage(new HttpMethod(parts[0]), path)), new HttpOptions { ApiKey = Key });
            }
            else if (parts[2] is "503" && parts[0] is not "POST" && !scenes.ContainsKey(answer))
            {
                scenes[answer] = Play(s =>
                {
                    s.Runs.FailFinds("It was written by a newer ImageGen. Use that one.");
                    return s.Client.SendAsync(new HttpRequestMessage(new HttpMethod(parts[0]), path));
                });
            }
            else if (parts[2] is "403")
            {
                scenes[answer] = Play(s =>
                {
                    var request = new HttpRequestMessage(new HttpMethod(parts[0]), path);
                    request.Headers.Add("Origin", "https://elsewhere.example");
                    return s.Client.SendAsync(request);
                });
            }
        }
    }
}
