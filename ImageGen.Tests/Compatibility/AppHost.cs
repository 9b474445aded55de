using ImageGen.Tests.Local;
using ImageGen.Tests.Serving;

namespace ImageGen.Tests.Compatibility;

/// <summary>Gemini for a project of the storyboard app, and the host that serves its page.</summary>
internal static class AppHost
{
    public static async Task<Drawing> OpenAsync(AppProject project, bool isOpen = true)
    {
        var drawing = await Drawing.StartAsync(project.Storyboard);
        if (isOpen)
        {
            drawing.Tap.Open();
        }

        return drawing;
    }

    public static Task<ServingHost> ServeAsync(TempFolder folder, Drawing drawing) =>
        ServingHost.StartAsync(folder, drawing, null, [folder["Videos"]], inFlight: 2, "--storyboard-app");
}
