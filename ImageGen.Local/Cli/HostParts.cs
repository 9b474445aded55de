using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Hosting.Configuration;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Http;

namespace ImageGen.Local.Cli;

/// <summary>What the API, over HTTP or MCP, works on.</summary>
internal static class HostParts
{
    public static ApiParts Of(IRunHost host, ImageGenOptions options, CliEnvironment world) => new(
        host.Parts,
        new StoryboardIntake(
            StoryboardLimits.Default,
            asked => RunDefaults.Complete(options, asked, DateOnly.FromDateTime(world.Time.GetUtcNow().UtcDateTime))),
        new EstimatorOptions { Limits = options.Limits, Models = options.Models, DefaultModel = options.Gemini.Model, Time = world.Time },
        world.Time)
    {
        StoryboardApp = options.StoryboardApp,
    };
}
