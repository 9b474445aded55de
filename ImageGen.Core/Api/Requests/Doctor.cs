using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Requests;

/// <summary>Checks what a run needs before it costs anything: keys, storage, style references; shows and resets learned limits.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="keys">The keys of each style.</param>
/// <param name="check">Asks the service about one of them.</param>
/// <param name="storage">Where images and runs are stored.</param>
/// <param name="runs">Which projects there are.</param>
/// <param name="images">Their style references.</param>
/// <param name="model">The model to check for when none is named.</param>
public sealed class Doctor(IApiKeySource keys, IKeyCheck check, IStorageCheck storage, IRunStore runs, IImageStore images, string model)
{
    private const int MostProjects = 20;

    /// <summary>What the key pools learned; null (default): not known here.</summary>
    public IRequestLimits? Learned { get; init; }

    /// <summary>The configured limits.</summary>
    public KeyPoolOptions Limits { get; init; } = new();

    /// <summary>The configured style references of projects that have none of their own, by style.</summary>
    public IReadOnlyDictionary<ImageStyle, string> StyleReferences { get; init; } = ImmutableDictionary<ImageStyle, string>.Empty;

    /// <summary>The same with what the key pools learned.</summary>
    public Doctor With(IRequestLimits learned) =>
        new(keys, check, storage, runs, images, model) { Learned = learned, Limits = Limits, StyleReferences = StyleReferences };

    /// <summary>Forgets the learned limits of all styles.</summary>
    /// <exception cref="UserException">It cannot be done here.</exception>
    public Task ResetLimitsAsync(CancellationToken cancellationToken) => Learned is null
        ? throw new UserException("This host keeps no learned limits that could be reset.")
        : Learned.ResetAsync(cancellationToken);

    /// <summary>Checks everything. Each key is asked about once, however many styles share it.</summary>
    /// <param name="asked">The model; null: the host's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<CheckReport> CheckAsync(string? asked, CancellationToken cancellationToken)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var ofStyles = await KeysAsync(problems, cancellationToken);
        var verdicts = ofStyles.Select(k => k.Key.Value).Distinct(StringComparer.Ordinal).ToDictionary(
            value => value,
            value => check.CheckAsync(asked ?? model, ofStyles.First(k => k.Key.Value == value).Key, cancellationToken),
            StringComparer.Ordinal);
        var stored = await StorageAsync(cancellationToken);
        var references = await ReferencesAsync(problems, cancellationToken);
        var defaults = await DefaultReferencesAsync(cancellationToken);
        var limits = await LimitsAsync(ofStyles, problems, cancellationToken);
        var found = ImmutableArray.CreateBuilder<CheckedKey>();
        foreach (var (style, key) in ofStyles)
        {
            var verdict = await verdicts[key.Value];
            found.Add(new CheckedKey(style.Name(), key.Id, key.Project, verdict.Status, verdict.Reason));
        }

        var isFine = stored.IsWritable && problems.Count == 0 && references.All(r => r.Reason is null) && defaults.All(r => r.IsFound)
            && found.All(k => k.Status is KeyStatus.Works or KeyStatus.NotChecked);
        return new CheckReport(isFine, asked ?? model, found.ToImmutable(), stored, references, problems.ToImmutable())
        {
            DefaultStyleReferences = defaults,
            Limits = limits,
        };
    }

    private async Task<List<(ImageStyle Style, ApiKey Key)>> KeysAsync(
        ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var all = new List<(ImageStyle, ApiKey)>();
        foreach (var style in ImageStyles.All)
        {
            try
            {
                all.AddRange((await keys.ListAsync(style, cancellationToken)).Select(key => (style, key)));
            }
            catch (UserException e)
            {
                problems.Add($"The keys of '{style.Name()}' cannot be read. {e.Message}");
            }
        }

        if (all.Count == 0 && problems.Count == 0)
        {
            problems.Add("No style has an API key. Add one, such as ImageGen__Styles__clear__Keys__0.");
        }

        return all;
    }

    private async Task<CheckedStorage> StorageAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.ProbeAsync(cancellationToken);
            return new CheckedStorage(storage.Place, IsWritable: true, null);
        }
        catch (UserException e)
        {
            return new CheckedStorage(storage.Place, IsWritable: false, e.Message);
        }
    }

    private async Task<ImmutableArray<CheckedReference>> ReferencesAsync(
        ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<CheckedReference>();
        try
        {
            foreach (var project in (await runs.ListAsync(null, cancellationToken)).Select(r => r.Project).Distinct().Take(MostProjects))
            {
                found.Add(await ReferenceAsync(project, cancellationToken));
            }
        }
        catch (UserException e)
        {
            problems.Add(e.Message);
        }

        return found.ToImmutable();
    }

    private async Task<ImmutableArray<CheckedDefaultReference>> DefaultReferencesAsync(CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<CheckedDefaultReference>();
        foreach (var (style, place) in StyleReferences.OrderBy(r => r.Key))
        {
            try
            {
                var isThere = await images.DefaultStyleReferenceAsync(style, cancellationToken) is not null;
                found.Add(new CheckedDefaultReference(
                    style.Name(), place, isThere, isThere
                        ? null
                        : $"The style reference {place} is not there. Put an image there, or change ImageGen:StyleReference."));
            }
            catch (UserException e)
            {
                found.Add(new CheckedDefaultReference(style.Name(), place, IsFound: false, e.Message));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The configured limits come from the keys as they are now, because a pool knows them only after its first attempt.</summary>
    private async Task<ImmutableArray<CheckedLimit>> LimitsAsync(
        List<(ImageStyle Style, ApiKey Key)> ofStyles, ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var limits = ImmutableArray.CreateBuilder<CheckedLimit>();
        foreach (var style in ofStyles.GroupBy(k => k.Style, k => k.Key))
        {
            try
            {
                var known = Learned is null ? [] : await Learned.ListAsync(style.Key, cancellationToken);
                limits.AddRange(ProjectLimits.Of(style, Limits, known)
                    .Select(l => new CheckedLimit(style.Key.Name(), l.Project, l.Configured, l.Learned, l.WindowSeconds)));
            }
            catch (UserException e)
            {
                problems.Add(e.Message);
            }
        }

        return limits.ToImmutable();
    }

    private async Task<CheckedReference> ReferenceAsync(ProjectName project, CancellationToken cancellationToken)
    {
        try
        {
            var missing = new List<string>();
            foreach (var style in ImageStyles.All)
            {
                if (await images.StyleReferenceAsync(project, style, cancellationToken) is null)
                {
                    missing.Add($"'{style.Name()}'");
                }
            }

            // The report mentions when there is none at all; when only some are missing, they are named.
            var some = missing.Count > 0 && missing.Count < ImageStyles.All.Count
                ? $"There is none for {string.Join(" and ", missing)}."
                : null;
            return new CheckedReference(project.Value, missing.Count == 0, some);
        }
        catch (UserException e)
        {
            return new CheckedReference(project.Value, IsFound: false, e.Message);
        }
    }
}
