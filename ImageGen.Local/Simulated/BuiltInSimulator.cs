using System.Collections.Concurrent;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Simulator.Base;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Requests;

namespace ImageGen.Local.Simulated;

/// <summary>
/// What answers when no key is set: the simulator inside this process, called as Gemini is, with two keys for each style and six times
/// the speed of life. Nothing leaves the machine and nothing is billed.
/// </summary>
internal sealed class BuiltInSimulator : IApiKeySource, IAsyncDisposable
{
    /// <summary>What its keys' ids begin with: images that it generated are known by that.</summary>
    public const string KeyPrefix = "simulator-";

    private const int KeysPerStyle = 2;
    private const int Speed = 6;
    private const int RequestsPerMinute = 10;

    private readonly ConcurrentDictionary<string, SceneLabel> _scenes = new(StringComparer.Ordinal);
    private readonly GeminiSimulator _simulator;

    public BuiltInSimulator(ulong seed, TimeProvider time)
    {
        _simulator = GeminiSimulator.CreateInProcess(
            new SimulatorOptions
            {
                Keys = [.. ImageStyles.All.SelectMany(style => KeysOf(style)).Select(
                    key => new SimulatorKey(key.Value, key.Project) { Id = key.Id })],
                RequestsPerWindow = RequestsPerMinute,
                Latency = LatencyDistribution.Typical,
                Speed = Speed,
                Seed = seed,
                VariesTakes = true,
                Describe = Describe,
            },
            time);
        Check = new GeminiKeyCheck(
            new HttpMessageInvoker(_simulator.CreateHandler()), new GeminiOptions { BaseUrl = _simulator.BaseUrl }, time);
        Model = new GeminiRestModel(
            new HttpMessageInvoker(_simulator.CreateHandler()), new GeminiOptions { BaseUrl = _simulator.BaseUrl }, time);
    }

    public IImageModel Model { get; }

    public IKeyCheck Check { get; }

    /// <summary>Its limits, which the key pools respect.</summary>
    public static KeyPoolOptions Limits { get; } = new() { Requests = RequestsPerMinute, Window = TimeSpan.FromMinutes(1) / Speed };

    /// <summary>How many calls it has answered.</summary>
    public int Calls => _simulator.Calls.Length;

    /// <summary>Registers the beats of a storyboard, because its images show their beat and no request names one.</summary>
    public void Learn(Storyboard storyboard)
    {
        foreach (var style in storyboard.Styles)
        {
            foreach (var beat in style.Beats)
            {
                _scenes[beat.Prompt.Trim()] = new SceneLabel(style.Style.Name(), beat.Id.Value);
            }
        }
    }

    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) => Task.FromResult(KeysOf(style));

    public async ValueTask DisposeAsync()
    {
        (Model as IDisposable)?.Dispose();
        (Check as IDisposable)?.Dispose();
        await _simulator.DisposeAsync();
    }

    private static ImmutableArray<ApiKey> KeysOf(ImageStyle style) =>
        [.. Enumerable.Range(1, KeysPerStyle).Select(n => $"{KeyPrefix}{style.Name()}-{n}").Select(id => new ApiKey(id, id, Project: id))];

    private SceneLabel? Describe(SimulatorRequest request) =>
        request.Texts.Reverse().Select(text => _scenes.GetValueOrDefault(text.Trim())).FirstOrDefault(label => label is not null);
}
