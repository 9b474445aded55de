using ImageGen.Core.Generation;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Estimates;

/// <summary>Goes through the beats of a storyboard that declares references, and gathers what a person should know of them.</summary>
internal sealed class ReferenceSurvey
{
    private const int MostSentences = 10;
    private const int MostBeats = 8;

    private readonly Storyboard _storyboard;
    private readonly string _model;
    private readonly ReferenceLimits _limits;
    private readonly ShownReferences _shown;
    private readonly ReferenceChanges _changes;
    private readonly HashSet<ReferenceId> _used = [];
    private readonly OrderedDictionary<(
        ReferenceId Id, ImageStyle Style, string Why), (ReferenceKind Kind, List<string> Beats)> _notFitting = [];
    private readonly List<ChangedReferences> _changed = [];
    private decimal _changedUsd;

    private ReferenceSurvey(Storyboard storyboard, ModelCatalogue models, ReferenceChanges changes)
    {
        (_storyboard, _changes) = (storyboard, changes);
        _model = storyboard.Options.Model ?? ModelCatalogue.DefaultModel;
        _limits = models.ReferencesOf(_model);
        _shown = new ShownReferences(storyboard);
    }

    /// <summary>Null when the storyboard declares none.</summary>
    public static async Task<ReferenceSurvey?> BeginAsync(
        Storyboard storyboard, ModelCatalogue models, IReferenceFiles files, CancellationToken cancellationToken) =>
            storyboard.References is null
            ? null
            : new ReferenceSurvey(storyboard, models, await ReferenceChanges.ReadAsync(storyboard, files, cancellationToken));

    /// <summary>What fits into the request of a beat.</summary>
    public ReferenceFit FitOf(ImageStyle style, Beat beat, bool hasStyleReference)
    {
        var fit = ReferenceFit.Of(_shown, style, beat, _model, _limits, hasStyleReference);
        _used.UnionWith(fit.Sent.Concat(fit.LeftOut.Select(l => l.Reference)).Select(r => r.Id));
        return fit;
    }

    /// <summary>Takes a beat that will be generated.</summary>
    public void AddGenerated(ImageStyle style, Beat beat, ReferenceFit fit)
    {
        foreach (var left in fit.LeftOut)
        {
            var key = (left.Reference.Id, style, left.Why);
            if (!_notFitting.TryGetValue(key, out var known))
            {
                _notFitting[key] = known = (left.Reference.Kind, []);
            }

            known.Beats.Add(beat.Id.Value);
        }
    }

    /// <summary>Takes a beat whose image is kept.</summary>
    public void AddExisting(ImageStyle style, Beat beat, ReferenceFit fit, ImageProvenance? provenance, decimal costUsd)
    {
        if (provenance is not null && _changes.Of(provenance, fit) is { IsEmpty: false } ids)
        {
            _changed.Add(new ChangedReferences(style.Name(), beat.Id.Value, ids));
            _changedUsd += costUsd;
        }
    }

    public ReferenceEstimate Result() => new()
    {
        NotFitting = [.. _notFitting.Select(n => new ReferenceNotFitting(
            n.Key.Id.Value, n.Value.Kind, n.Key.Style.Name(), [.. n.Value.Beats], n.Key.Why))],
        Unused = [.. Unused()],
        Changed = [.. _changed],
    };

    public IEnumerable<string> Sentences()
    {
        foreach (var ((id, style, why), (kind, beats)) in _notFitting.Take(MostSentences))
        {
            yield return $"'{style.Name()}': the reference '{id}' ({kind.Name()}) does not fit into {BeatsOf(beats)}: {why}.";
        }

        if (_notFitting.Count > MostSentences)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{_notFitting.Count - MostSentences} more references do not fit into their beats (references.notFitting lists them).");
        }

        if (Unused().ToList() is { Count: > 0 } unused)
        {
            yield return $"No beat shows the reference{(unused.Count == 1 ? "" : "s")} "
                + $"{string.Join(", ", unused.Select(id => $"'{id}'"))}. "
                + "List it in a beat's 'references', or use its id in a prompt or script phrase.";
        }

        if (_changed.Count > 0)
        {
            var isOne = _changed.Count == 1;
            var ids = _changed.SelectMany(c => c.References).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            var names = string.Join(", ", ids.Take(MostBeats).Select(id => $"'{id}'"));
            var beats = string.Join(", ", _changed.Take(MostBeats).Select(c => $"{c.Style} {c.Beat}"));
            yield return string.Create(CultureInfo.InvariantCulture, $"{_changed.Count} existing {(isOne ? "image" : "images")}, ")
                + $"made before the reference{(ids.Count == 1 ? "" : "s")} {names} changed "
                + $"({beats}{(_changed.Count > MostBeats ? ", ..." : "")}); "
                + string.Create(CultureInfo.InvariantCulture, $"regenerating {(isOne ? "it" : "them")} costs ${_changedUsd:0.00##}.");
        }
    }

    private IEnumerable<string> Unused() =>
        (_storyboard.References ?? []).Select(r => r.Id).Distinct().Where(id => !_used.Contains(id)).Select(id => id.Value);

    private static string BeatsOf(List<string> beats) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(beats.Count == 1 ? "beat" : $"{beats.Count} beats:")} "
            + $"{string.Join(", ", beats.Take(MostBeats))}{(beats.Count > MostBeats ? ", ..." : "")}");
}
