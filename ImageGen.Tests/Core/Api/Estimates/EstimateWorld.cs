using ImageGen.Core.Api.Estimates;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Api.Estimates;

/// <summary>Existing images, a clock, and the limits that an estimate counts with.</summary>
internal sealed class EstimateWorld
{
    /// <summary>A run with the default model.</summary>
    public static readonly RunOptions Asked = new() { Model = ModelCatalogue.DefaultModel };

    public ManualTimeProvider Time { get; } = new(StoryboardBuilder.At(0));

    public InMemoryImageStore Images { get; } = new();

    public EstimatorOptions Options =>
        new() { Limits = new KeyPoolOptions { Requests = 10 }, Models = ModelCatalogue.BuiltIn, Time = Time };

    /// <summary>Beats that need no reference.</summary>
    public static Storyboard Cuts(int beats, RunOptions options)
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(beats, 1).Options(options).Build();
        return storyboard with
        {
            Styles = [storyboard.Styles[0] with { Beats = [.. storyboard.Styles[0].Beats.Select(
                b => b with { Kind = TransitionKind.Other })] }],
        };
    }

    public static ImageProvenance Provenance(string model, string hash) =>
        new("r", "a", model, hash, "k", "none", null, 0, TimeSpan.Zero, default);

    public static ImageName Name(Storyboard storyboard, int index) =>
        new(storyboard.Project, ImageStyle.Clear, storyboard.Styles[0].Beats[index].Shot, storyboard.Styles[0].Beats[index].Id);

    public async Task SaveAsync(Storyboard storyboard, Func<Beat, ImageProvenance> provenance)
    {
        foreach (var (i, beat) in storyboard.Styles[0].Beats.Index())
        {
            await Images.SaveAsync(
                Name(storyboard, i), TestImage.Png(i), ImageFormat.Png, provenance(beat), keepOld: false, CancellationToken.None);
        }
    }

    public void Put(Storyboard storyboard)
    {
        for (var i = 0; i < storyboard.Styles[0].Beats.Length; i++)
        {
            Images.Put(Name(storyboard, i), TestImage.Png(i), ImageFormat.Png);
        }
    }

    public Task<Estimate> EstimateAsync(Storyboard storyboard, IApiKeySource keys) =>
        new Estimator(Images, keys, Options).EstimateAsync(storyboard, CancellationToken.None);
}
