using ImageGen.Core.KeyPools;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// A style workflow's dealings with its key pool: what it has to report, to give back and to tell. Belongs to one workflow.
/// </summary>
/// <param name="context">Of the workflow.</param>
/// <param name="runId">The run.</param>
/// <param name="style">The style.</param>
/// <param name="forgive">True: keys that were found invalid get another chance.</param>
/// <param name="revision">Of the workflow (<see cref="WorkflowRevisions"/>).</param>
internal sealed class KeyPoolClient(
    IWorkflowContext context, string runId, ImageStyle style, bool forgive, int revision = WorkflowRevisions.Current)
{
    // Keys join and leave while a run continues; the sources keep a list for a few minutes anyway.
    private static readonly TimeSpan ListAgain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ListAgainSoon = TimeSpan.FromSeconds(10);

    // A payload of a workflow stays under 32 KB: a reservation takes about 150 bytes, a report up to 200.
    private const int MostAtOnce = 100;

    private readonly List<AttemptReport> _reports = [];
    private readonly List<string> _release = [];
    private readonly List<string> _unmade = [];
    private ImmutableArray<KeyDescriptor> _keys = [];
    private ImmutableArray<KeyDescriptor>? _tell;
    private DateTimeOffset _listedAt;
    private bool _forgive = forgive;
    private bool _isDoubted;
    private string? _receiver;
    private ImmutableArray<ReceivedReservation>? _received = revision >= WorkflowRevisions.Fourth ? [] : null;

    /// <summary>True when there is something to say to the pool even if nothing is wanted.</summary>
    public bool HasNews => _reports.Count + _release.Count + _unmade.Count > 0 || _tell is not null;

    /// <summary>Why the keys could not be read, last time; null: they could.</summary>
    public string? Problem { get; private set; }

    /// <summary>How a call on <paramref name="reservation"/> ended; null: none was made.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="report">The report.</param>
    /// <param name="mayStillBeMade">True: the engine may run the activity again, which may make the call then.</param>
    public void Ended(Reservation reservation, AttemptReport? report, bool mayStillBeMade = false)
    {
        if (report is null)
        {
            // Its key may have left.
            _isDoubted = true;
            (mayStillBeMade && context.UtcNow < reservation.Expires ? _unmade : _release).Add(reservation.Id);
        }
        else
        {
            _reports.Add(report);
        }
    }

    /// <summary>Reservations that are not needed.</summary>
    public void GiveBack(ImmutableArray<Reservation> reservations) => _release.AddRange(reservations.Select(r => r.Id));

    /// <summary>Reads the list of keys, unless that was done lately.</summary>
    /// <param name="inDoubt">True when there is reason to think that it has changed.</param>
    public async Task RefreshAsync(bool inDoubt = false)
    {
        if (_listedAt != default && context.UtcNow - _listedAt < (inDoubt || _isDoubted ? ListAgainSoon : ListAgain))
        {
            return;
        }

        Take(await context.CallActivityAsync<KeyList>(WorkflowNames.ListKeys, new StyleRef(runId, style)));
    }

    /// <summary>Takes in the list of keys, which was read just now.</summary>
    public void Take(KeyList list)
    {
        var isFirst = _listedAt == default;
        (_listedAt, _isDoubted, Problem) = (context.UtcNow, false, list.Problem);
        if (list.Problem is null && (isFirst || !list.Keys.SequenceEqual(_keys)))
        {
            _tell = _keys = list.Keys;
        }
    }

    /// <summary>
    /// Tells the pool everything there is to tell, and asks for <paramref name="want"/> calls, or as many of them as go into one answer:
    /// who wants more asks again.
    /// </summary>
    /// <param name="want">How many.</param>
    /// <param name="model">For which model; null: any.</param>
    /// <param name="following">How many further calls can be made in the place of each.</param>
    /// <param name="callTakes">How long a call takes.</param>
    public async Task<KeyPoolReply> ExchangeAsync(int want, string? model, int following = 0, TimeSpan callTakes = default)
    {
        while (_reports.Count + _release.Count + _unmade.Count > MostAtOnce)
        {
            await SendAsync(want: 0, model);
        }

        return await SendAsync(Math.Min(want, MostAtOnce / (1 + following)), model, following, callTakes);
    }

    private async Task<KeyPoolReply> SendAsync(int want, string? model, int following = 0, TimeSpan callTakes = default)
    {
        var reports = Take(_reports, MostAtOnce);
        var release = Take(_release, MostAtOnce - reports.Length);
        var unmade = Take(_unmade, MostAtOnce - reports.Length - release.Length);
        var request = new KeyPoolRequest(runId, want, reports, release, _tell, _forgive, model)
        {
            Unmade = unmade.IsEmpty ? null : unmade,
            Following = following,
            CallTakes = following > 0 ? callTakes : null,
            Received = _received,
            Receiver = _received is null ? null : _receiver ??= context.UtcNow.UtcTicks.ToString("x", CultureInfo.InvariantCulture),
        };
        _forgive = false;
        _tell = null;
        var reply = await context.ExchangeKeysAsync(style.Name(), request);
        _received = _received is null ? null : [.. reply.Reservations.SelectMany(Received)];

        // A pool that knows no key any more has lost its state.
        if (revision >= WorkflowRevisions.Second
            && request.Keys is null
            && !_keys.IsEmpty
            && reply.Wait is { Kind: KeyWaitKind.NoUsableKey, Keys: 0 })
        {
            _tell = _keys;
        }

        foreach (var instance in reply.Next ?? [])
        {
            context.SendSignal(instance, WorkflowNames.Keys, true);
        }

        return reply;
    }

    private static IEnumerable<ReceivedReservation> Received(Reservation reservation) =>
    [
        new(reservation.Id, reservation.KeyId, reservation.Expires),
        .. (reservation.Following ?? []).Select(f => new ReceivedReservation(f.Id, f.KeyId, f.Expires, reservation.Id)),
    ];

    private static ImmutableArray<T> Take<T>(List<T> from, int most)
    {
        ImmutableArray<T> taken = [.. from.Take(most)];
        from.RemoveRange(0, taken.Length);
        return taken;
    }
}
