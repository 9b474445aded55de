using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// The models that one quota project may not use. A refusal for the location counts only when it comes several times in a row.
/// </summary>
internal sealed class ClosedModels(ImmutableArray<ClosedModel> closed, int locations, long locationSerial)
{
    private const int LocationsInARow = 3;
    private const int MostModels = 32;

    private static readonly TimeSpan LocationAgain = TimeSpan.FromMinutes(15);

    /// <summary>All of them.</summary>
    public ImmutableArray<ClosedModel> All { get; private set; } = closed.IsDefault ? [] : closed;

    /// <summary>Attempts in a row that were refused for the location.</summary>
    public int Locations { get; private set; } = locations;

    /// <summary>The last serial when the last of those became known.</summary>
    public long LocationSerial { get; private set; } = locationSerial;

    public bool IsEmpty => All.IsEmpty;

    /// <summary>Why <paramref name="model"/> may not be used; null: it may.</summary>
    public ClosedModel? Find(string model, long now) => All.FirstOrDefault(c => c.Model == model && c.Until > now);

    /// <summary>Records that the service refused an attempt for a reason of the project.</summary>
    public void RecordRefusal(AttemptReport report, long serial, long last, long now)
    {
        var kind = report.Failure!.Value;
        if (kind is FailureKind.LocationRefused && !CountLocationRefusal(serial, last))
        {
            return;
        }

        var model = report.Model ?? string.Empty;
        var until = kind is FailureKind.LocationRefused ? now + LocationAgain.Ticks : long.MaxValue;
        All = [.. All.Where(c => c.Model != model).TakeLast(MostModels - 1), new ClosedModel(model, kind, until, report.Detail)];
    }

    /// <summary>
    /// Counts a refusal for the location; true when there are enough in a row. Refusals come faster than images, so those of attempts that
    /// began together are one event.
    /// </summary>
    private bool CountLocationRefusal(long serial, long last)
    {
        if (serial > LocationSerial)
        {
            (LocationSerial, Locations) = (last, Locations + 1);
        }

        return Locations >= LocationsInARow;
    }

    /// <summary>Records that an attempt was served.</summary>
    public void RecordSuccess() => Locations = 0;

    /// <summary>Forgets all, because a person asks again.</summary>
    public void Clear() => (All, Locations) = ([], 0);
}
