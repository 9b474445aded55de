namespace ImageGen.Hosting.Configuration;

/// <summary>What a request leaves to the host.</summary>
internal static class RunDefaults
{
    /// <summary>
    /// Fills in what the host sets, and reports what the model cannot generate. A shape or size that was not asked for stays open.
    /// </summary>
    public static (RunOptions Options, ImmutableArray<Fault> Faults) Complete(GenerationSettings host, RunOptions asked, DateOnly today)
    {
        var model = asked.Model ?? host.Gemini.Model;
        var info = host.Models.Models.GetValueOrDefault(model);

        // The host's shape and size are meant for the host's model: another one takes them only if it has them.
        var complete = asked with
        {
            Model = model,
            AspectRatio = asked.AspectRatio
                ?? (host.Gemini.AspectRatio is { } ratio && info?.AspectRatios.Contains(ratio) is true ? ratio : null),
            ImageSize = asked.ImageSize ?? (host.Gemini.ImageSize is { } size && info?.PricesUsd.ContainsKey(size) is true ? size : null),
        };
        return (complete, host.Models.Check(model, complete.AspectRatio, complete.ImageSize, today));
    }
}
