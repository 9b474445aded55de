using ImageGen.Core.Api;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Hosting.Http;

/// <summary><c>POST /api/runs/{id}/pause</c> and its like, and <c>DELETE /api/runs/{id}</c>: what a person asks of a run.</summary>
internal sealed class ControlHandler(
    RunReader reader, RunImageDeletion deletion, Choices choices, BeatReviews reviews, BeatDetails details)
{
    /// <summary>Ten thousand beats by name fit in.</summary>
    public const int MaxBytes = 2 * 1024 * 1024;

    /// <param name="name">One of <see cref="ControlReader.Names"/>.</param>
    /// <param name="request">The request.</param>
    /// <param name="id">The run.</param>
    /// <param name="runs">What may be asked of runs.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
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
    /// <param name="cancellationToken">The client's leaving.</param>
    public Task<IResult> ChooseAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        OfBeatAsync(
            request,
            (id, style, beat),
            ChoiceReader.Read,
            (named, number) => choices.ChooseAsync(id, named, number, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="ChooseAsync"/>
    public Task<IResult> RestoreAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        OfBeatAsync(
            request,
            (id, style, beat),
            RestoreReader.Read,
            (named, version) => choices.RestoreAsync(id, named, version, cancellationToken),
            cancellationToken);

    /// <inheritdoc cref="ChooseAsync"/>
    public Task<IResult> ReviewAsync(HttpRequest request, string id, string style, string beat, CancellationToken cancellationToken) =>
        OfBeatAsync(
            request,
            (id, style, beat),
            ReviewReader.Read,
            (named, review) => reviews.ReviewAsync(id, named, review, cancellationToken),
            cancellationToken);

    /// <summary>Does with a beat what a body asks and answers with the beat.</summary>
    private async Task<IResult> OfBeatAsync<T>(
        HttpRequest request,
        (string Run, string Style, string Beat) named,
        Func<ReadOnlyMemory<byte>, (T Asked, ImmutableArray<Fault> Faults)> read,
        Func<BeatRef, T, Task<ControlResult>> act,
        CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(request, MaxBytes, mayBeEmpty: true, cancellationToken);
        if (body.Problem is { } problem)
        {
            return ApiResults.Problem(problem);
        }

        var (asked, faults) = read(body.Bytes);
        if (!faults.IsEmpty)
        {
            return ApiResults.Problem(Problems.Faulty(faults));
        }

        var (id, style, beat) = named;
        if (!ImageStyles.TryParse(style, out var imageStyle) || !BeatId.TryParse(beat, out var beatId)
            || await details.FindAsync(id, imageStyle, beatId, cancellationToken) is null)
        {
            return ApiResults.Problem(Problems.NoSuchBeat(id, style, beat));
        }

        return await act(new BeatRef(imageStyle, beatId), asked) switch
        {
            ControlResult.Done when await details.FindAsync(id, imageStyle, beatId, cancellationToken) is { } detail =>
                ApiResults.Ok(detail),
            ControlResult.Refused refused => ApiResults.Problem(Problems.Refused(refused.Why)),
            ControlResult.Gone gone => ApiResults.Problem(Problems.NotFound(gone.Why)),
            _ => ApiResults.Problem(Problems.NoSuchBeat(id, style, beat)),
        };
    }

    /// <param name="id">The run.</param>
    /// <param name="images">What the address says of the run's images: <c>true</c> deletes them, too.</param>
    /// <param name="runs">What may be asked of runs.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
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
