using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Generation;
using ImageGen.Imaging;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Cli;

/// <summary>Starts a run in this process: what has to be there, what it will come to, and its progress until it ends.</summary>
/// <param name="world">The command line.</param>
/// <param name="options">The settings.</param>
/// <param name="storyboard">What to generate.</param>
/// <param name="source">What the storyboard is called in messages: a file, or a run.</param>
internal sealed class RunStart(CliEnvironment world, ImageGenOptions options, Storyboard storyboard, string source)
{
    /// <summary>With keys for some styles only, the others could not be generated: better reported now than in an hour.</summary>
    public void RequireKeys()
    {
        var without = storyboard.Styles.Select(s => s.Style).Where(s => !options.Keys.ContainsKey(s)).ToList();
        if (options.HasKeys && without.Count > 0)
        {
            throw new UserException($"There is no API key for {string.Join(", ", without.Select(s => s.Name()))}. Set "
                + $"{string.Join(", ", without.Select(s => $"ImageGen__Styles__{s.Name()}__Keys__0__Value"))}, "
                + $"or generate only --styles {string.Join(',', options.Keys.Keys.Order().Select(s => s.Name()))}.");
        }

        if (!options.HasKeys)
        {
            world.Output.WriteLine(
                "No API key is set: the built-in simulator generates, and its dollars are not real. README says how to set keys.");
        }
    }

    /// <exception cref="UserException">The image of a reference is missing or broken; all of them are in the message.</exception>
    public async Task RequireReferencesAsync(IImageStore images)
    {
        using var processor = new ImageProcessor(new VipsImageCodec());
        var faults = await new ReferenceFaults(images, processor).OfAsync(storyboard, world.Interrupts.First);
        if (!faults.IsEmpty)
        {
            throw StoryboardFile.Faulty(faults, source);
        }
    }

    /// <summary>Starts it and shows it until it ends; returns the exit code.</summary>
    public async Task<int> FollowAsync(IRunHost host, DataFolder data, Suggest suggest)
    {
        await EstimateAsync(host);
        var start = await host.StartAsync(storyboard, world.Interrupts.First);
        if (start.Note is { } note)
        {
            world.Output.WriteLine(note);
        }

        return await new RunFollower(world, data, suggest).FollowAsync(host, start.RunId);
    }

    /// <summary>What it will cost and take, as far as this is known before the first call.</summary>
    private async Task EstimateAsync(IRunHost host)
    {
        var settings = new EstimatorOptions { Limits = options.Limits, Models = options.Models, Time = world.Time };
        var parts = host.Parts;
        var estimator = new Estimator(
            parts.Images, parts.Keys, settings, parts.Limits, new ProjectReviews(parts.Runs, parts.RunLogs));
        var estimate = await estimator.EstimateAsync(storyboard, world.Interrupts.First);
        var within = estimate.Seconds is { } seconds && options.HasKeys
            ? $"; the limits of the keys allow it in {Words.Time(TimeSpan.FromSeconds(seconds))}."
            : ".";
        world.Output.WriteLine(estimate.Images == 0
            ? "Nothing to generate: every image is there."
            : $"{Words.Images(estimate.Images)} to generate, about {Words.Usd(estimate.CostUsd)}{within}");
        world.WriteLines(estimate.Warnings.Select(warning => $"Note: {warning}"));
    }
}
