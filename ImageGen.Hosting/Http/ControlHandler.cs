using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/runs/{id}/pause</c> and its like, and <c>DELETE /api/runs/{id}</c>: the requests of people about runs.</summary>
internal sealed class ControlHandler(
    RunReader reader, RunImageDeletion deletion, Choices choices, BeatReviews reviews, BeatDetails details)
{
    /// <summary>Enough for the names of ten thousand beats.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <param name="name">One of <see cref="ControlReader.Names"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="id">The run.</param>
    /// <param name="runs">Takes the request.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    public async Task<IResult> ControlAsync(
        string name, HttpRequest request, string id, RunService runs, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: true, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var read = ControlReader.Read(name, body.Bytes);
        if (read is ControlReadResult.Refused faulty)
        {
            return ApiResults.Problem(Problems.Faulty(faulty.Faults));
        }

        var command = ((ControlReadResult.Accepted)read!).Command;
        return await command.SendAsync(runs, id, cancellationToken) switch
        {
            ControlResult.Done when await reader.ViewAsync(id, withBeats: false, cancellationToken) is { } view =>
                ApiResults.Accepted(view),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            _ => ApiResults.Problem(Problems.NoSuchRun(id)),
        };
    }

    /// <param name="request">The request.</param>
    /// <param name="id">The run.</param>
    /// <param name="style">The style.</param>
    /// <param name="beat">The beat.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    public Task<IResult> ChooseAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        ChangeBeatAsync(request, id, style, beat, ChoiceReader.Read, choices.ChooseAsync, cancellationToken);

    /// <inheritdoc cref="ChooseAsync"/>
    public Task<IResult> RestoreAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        ChangeBeatAsync(request, id, style, beat, RestoreReader.Read, choices.RestoreAsync, cancellationToken);

    /// <inheritdoc cref="ChooseAsync"/>
    public Task<IResult> ReviewAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        ChangeBeatAsync(request, id, style, beat, ReviewReader.Read, reviews.ReviewAsync, cancellationToken);

    /// <summary>Changes a beat as the body says, and returns the beat.</summary>
    private async Task<IResult> ChangeBeatAsync<T>(
        HttpRequest request,
        string id,
        string style,
        string beat,
        Func<ReadOnlyMemory<byte>, (T Change, ImmutableArray<Fault> Faults)> read,
        Func<string, BeatRef, T, CancellationToken, Task<ControlResult>> apply,
        CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: true, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var (change, faults) = read(body.Bytes);
        if (!faults.IsEmpty)
        {
            return ApiResults.Problem(Problems.Faulty(faults));
        }

        if (!ImageStyles.TryParse(style, out var imageStyle) || !BeatId.TryParse(beat, out var beatId)
            || await details.FindAsync(id, imageStyle, beatId, cancellationToken) is null)
        {
            return ApiResults.Problem(Problems.NoSuchBeat(id, style, beat));
        }

        return await apply(id, new BeatRef(imageStyle, beatId), change, cancellationToken) switch
        {
            ControlResult.Done when await details.FindAsync(id, imageStyle, beatId, cancellationToken) is { } detail =>
                ApiResults.Ok(detail),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            ControlResult.Gone gone => ApiResults.Problem(Problems.NotFound(gone.Why)),
            _ => ApiResults.Problem(Problems.NoSuchBeat(id, style, beat)),
        };
    }

    /// <param name="id">The run.</param>
    /// <param name="images">Whether the run's images are deleted, too: <c>true</c>, <c>false</c> or nothing.</param>
    /// <param name="runs">Takes the request.</param>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    public async Task<IResult> DeleteAsync(string id, string? images, RunService runs, CancellationToken cancellationToken)
    {
        if (images is not (null or "" or "true" or "false"))
        {
            return ApiResults.Problem(
                Problems.Faulty("images", "It is neither true nor false.", "Write images=true to delete the run's images, too."));
        }

        return await runs.DeleteAsync(id, cancellationToken, images is "true" ? deletion.DeleteAsync : null) switch
        {
            ControlResult.Done => TypedResults.NoContent(),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            _ => ApiResults.Problem(Problems.NoSuchRun(id)),
        };
    }
}
