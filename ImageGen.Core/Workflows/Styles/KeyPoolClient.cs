using ImageGen.Core.KeyPools;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// A style workflow's side of the key pool: collects reports, reservations to release and changed keys, and exchanges them for
/// reservations. Belongs to one workflow.
/// </summary>
/// <param name="context">Of the workflow.</param>
/// <param name="runId">The run.</param>
/// <param name="style">The style.</param>
/// <param name="forgive">True: the first exchange lets keys that were found invalid be used again.</param>
/// <param name="revision">Of the workflow (<see cref="WorkflowRevisions"/>).</param>
internal sealed class KeyPoolClient(
    IWorkflowContext context, string runId, ImageStyle style, bool forgive, int revision = WorkflowRevisions.Current)
{
    // Keys join and leave while a run continues; their sources cache a list for a few minutes anyway.
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefreshIntervalInDoubt = TimeSpan.FromSeconds(10);

    // A payload of a workflow stays under 32 KB: a reservation takes about 150 bytes, a report up to 200.
    private const int MaxPerExchange = 100;

    private readonly List<AttemptReport> _reports = [];
    private readonly List<string> _release = [];
    private readonly List<string> _unmade = [];
    private ImmutableArray<KeyDescriptor> _keys = [];
    private ImmutableArray<KeyDescriptor>? _keysToSend;
    private DateTimeOffset _listedAt;
    private bool _forgive = forgive;
    private bool _mayBeStale;
    private string? _receiver;
    private ImmutableArray<ReceivedReservation>? _received = revision >= WorkflowRevisions.Fourth ? [] : null;

    /// <summary>True when there is something to send to the pool even if no reservation is wanted.</summary>
    public bool HasUnsentChanges => _reports.Count + _release.Count + _unmade.Count > 0 || _keysToSend is not null;

    /// <summary>Why the keys could not be read last time; null: they were read.</summary>
    public string? Problem { get; private set; }

    /// <summary>Queues the report of an attempt, or the release of its reservation, for the next exchange.</summary>
    /// <param name="reservation">The reservation.</param>
    /// <param name="report">How the attempt ended; null: none was made.</param>
    /// <param name="mayStillBeMade">True: the engine may run the activity again, which may then make the attempt.</param>
    public void EndReservation(Reservation reservation, AttemptReport? report, bool mayStillBeMade = false)
    {
        if (report is null)
        {
            // Its key may have been removed.
            _mayBeStale = true;
            (mayStillBeMade && context.UtcNow < reservation.Expires ? _unmade : _release).Add(reservation.Id);
        }
        else
        {
            _reports.Add(report);
        }
    }

    /// <summary>Queues reservations that are not needed for release.</summary>
    public void ReleaseReservations(ImmutableArray<Reservation> reservations) => _release.AddRange(reservations.Select(r => r.Id));

    /// <summary>Reads the list of keys, unless it was read recently.</summary>
    /// <param name="mayHaveChanged">True when there is reason to think that it has changed: reads it sooner again.</param>
    public async Task RefreshKeysAsync(bool mayHaveChanged = false)
    {
        if (_listedAt != default && context.UtcNow - _listedAt < (mayHaveChanged || _mayBeStale ? RefreshIntervalInDoubt : RefreshInterval))
        {
            return;
        }

        ApplyKeys(await context.CallActivityAsync<KeyList>(WorkflowNames.ListKeys, new StyleRef(runId, style)));
    }

    /// <summary>Applies the list of keys, which was read just now.</summary>
    public void ApplyKeys(KeyList list)
    {
        var isFirst = _listedAt == default;
        (_listedAt, _mayBeStale, Problem) = (context.UtcNow, false, list.Problem);
        if (list.Problem is null && (isFirst || !list.Keys.SequenceEqual(_keys)))
        {
            _keysToSend = _keys = list.Keys;
        }
    }

    /// <summary>
    /// Sends the pool all that is unsent, and asks for <paramref name="want"/> reservations. The reply has at most as many as fit into one
    /// payload; the caller asks again for the rest.
    /// </summary>
    /// <param name="want">How many.</param>
    /// <param name="model">For which model; null: any.</param>
    /// <param name="following">How many further attempts can be made in the place of each.</param>
    /// <param name="callTakes">How long an attempt takes.</param>
    public async Task<KeyPoolReply> ExchangeReservationsAsync(int want, string? model, int following = 0, TimeSpan callTakes = default)
    {
        while (_reports.Count + _release.Count + _unmade.Count > MaxPerExchange)
        {
            await SendAsync(want: 0, model);
        }

        return await SendAsync(Math.Min(want, MaxPerExchange / (1 + following)), model, following, callTakes);
    }

    private async Task<KeyPoolReply> SendAsync(int want, string? model, int following = 0, TimeSpan callTakes = default)
    {
        var reports = TakeFirst(_reports, MaxPerExchange);
        var release = TakeFirst(_release, MaxPerExchange - reports.Length);
        var unmade = TakeFirst(_unmade, MaxPerExchange - reports.Length - release.Length);
        var request = new KeyPoolRequest(runId, want, reports, release, _keysToSend, _forgive, model)
        {
            Unmade = unmade.IsEmpty ? null : unmade,
            Following = following,
            CallTakes = following > 0 ? callTakes : null,
            Received = _received,
            Receiver = _received is null ? null : _receiver ??= context.UtcNow.UtcTicks.ToString("x", CultureInfo.InvariantCulture),
        };
        _forgive = false;
        _keysToSend = null;
        var reply = await context.ExchangeKeysAsync(style.Name(), request);
        _received = _received is null ? null : [.. reply.Reservations.SelectMany(ReceivedOf)];

        // A pool that knows no key any more has lost its state.
        if (revision >= WorkflowRevisions.Second
            && request.Keys is null
            && !_keys.IsEmpty
            && reply.Wait is { Kind: KeyWaitKind.NoUsableKey, Keys: 0 })
        {
            _keysToSend = _keys;
        }

        foreach (var instance in reply.Next ?? [])
        {
            context.SendSignal(instance, WorkflowNames.Keys, true);
        }

        return reply;
    }

    private static IEnumerable<ReceivedReservation> ReceivedOf(Reservation reservation) =>
    [
        new(reservation.Id, reservation.KeyId, reservation.Expires),
        .. (reservation.Following ?? []).Select(f => new ReceivedReservation(f.Id, f.KeyId, f.Expires, reservation.Id)),
    ];

    private static ImmutableArray<T> TakeFirst<T>(List<T> from, int most)
    {
        ImmutableArray<T> taken = [.. from.Take(most)];
        from.RemoveRange(0, taken.Length);
        return taken;
    }
}
