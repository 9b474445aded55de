using ImageGen.Core.Generation;
using ImageGen.Core.Ports;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>Checks what a run needs before it costs anything: keys, storage, style references.</summary>
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
        var found = ImmutableArray.CreateBuilder<CheckedKey>();
        foreach (var (style, key) in ofStyles)
        {
            var verdict = await verdicts[key.Value];
            found.Add(new CheckedKey(style.Name(), key.Id, key.Project, verdict.Status, verdict.Reason));
        }

        var isFine = stored.IsWritable && problems.Count == 0 && references.All(r => r.Reason is null)
            && found.All(k => k.Status is KeyStatus.Works or KeyStatus.NotChecked);
        return new CheckReport(isFine, asked ?? model, found.ToImmutable(), stored, references, problems.ToImmutable());
    }

    private async Task<List<(ImageStyle Style, ApiKey Key)>> KeysAsync(ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
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

    private async Task<ImmutableArray<CheckedReference>> ReferencesAsync(ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
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

            // None at all is told by the report's own words; only some is worth naming them.
            var some = missing.Count > 0 && missing.Count < ImageStyles.All.Count ? $"There is none for {string.Join(" and ", missing)}." : null;
            return new CheckedReference(project.Value, missing.Count == 0, some);
        }
        catch (UserException e)
        {
            return new CheckedReference(project.Value, IsFound: false, e.Message);
        }
    }
}
