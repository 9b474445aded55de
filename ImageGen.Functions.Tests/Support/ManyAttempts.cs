using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Gemini;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Adapters.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGen.Functions.Tests.Support;

/// <summary>
/// The body of a process that makes many attempts at once with the app's own services; what it takes is measured from outside of tests.
/// </summary>
internal static class ManyAttempts
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>Prints how many images were stored, and the largest resident set in MB: before the attempts, and of all.</summary>
    /// <param name="arguments">Connection string, container of images, container of runs, base URL of the service, attempts.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var count = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        var settings = CloudSettingsReader.Read(
            new ConfigurationBuilder().Build(), ActivitySlots.HostJson(AppContext.BaseDirectory), new DateOnly(2026, 11, 1)).Settings with
        {
            Storage = new BlobSettings
            {
                ConnectionString = arguments[0],
                ImagesContainer = arguments[1],
                RunsContainer = arguments[2],
            },
            Gemini = new GeminiOptions { BaseUrl = arguments[3] },
        };
        await using var services = new ServiceCollection().AddLogging().AddImageGenCore(settings, TimeProvider.System)
            .AddSingleton<IRunGate>(new OpenGate())
            .AddSingleton<IApiKeySource>(new KeysPerStyle(1, 1_000))
            .BuildServiceProvider();
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(count, 1).BuildRun();
        await services.GetRequiredService<IRunStore>().CreateAsync(run, None);
        var generator = services.GetRequiredService<BeatGenerator>();
        var before = PeakMegabytes();
        var now = TimeProvider.System.GetUtcNow();
        var outcomes = await Task.WhenAll(run.Storyboard.BeatsOf(ImageStyle.Clear).Select((beat, n) => generator.GenerateAsync(
            new GenerateBeatRequest(
                run.Id, ImageStyle.Clear, beat.Id, new Reservation($"r{n}", $"{ImageStyle.Clear.Name()}-1", now, now.AddMinutes(5))),
            None)));
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{outcomes.Count(o => o.Kind is BeatOutcomeKind.Done)} {before:0} {PeakMegabytes():0}"));
        return 0;
    }

    private static double PeakMegabytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line["VmHWM:".Length..].Replace("kB", null, StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1000;
    }

    private sealed class OpenGate : IRunGate
    {
        public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(RunGateState.Open);
    }
}
