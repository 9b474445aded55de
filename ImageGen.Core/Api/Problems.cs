using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>Every problem that the API answers with: the texts once, for both hosts.</summary>
public static class Problems
{
    /// <summary>400: the request's content.</summary>
    public static Problem Faulty(ImmutableArray<Fault> faults) => new()
    {
        Status = 400,
        Title = "The request has faults",
        Detail = faults.Length == 1
            ? $"{faults[0].Path}: {faults[0].Problem} {faults[0].Remedy}"
            : $"The request has {faults.Length} faults; each is listed with its place.",
        Faults = faults,
    };

    /// <summary>400: one fault outside of the body, such as in the address.</summary>
    public static Problem Faulty(string place, string problem, string remedy) => Faulty([new Fault(place, problem, remedy)]);

    /// <summary>401: the host asks for its key.</summary>
    public static Problem KeyRequired() => Of(
        401, "A key is required", "Send this host's key in the header x-functions-key or as a bearer token.");

    /// <summary>403: a page of another site asked for something to be changed.</summary>
    public static Problem ForeignOrigin() => Of(
        403,
        "Another site's page",
        "This request comes from a page of another site. Add that site to ImageGen:Http:CorsOrigins if it may use this host.");

    /// <summary>404: no run of that id.</summary>
    public static Problem NoSuchRun(string id) => NotFound($"There is no run '{Shown(id)}'. GET /api/runs lists all runs.");

    /// <summary>404: no such beat: run, style or beat are not there.</summary>
    public static Problem NoSuchBeat(string run, string style, string beat) =>
        NotFound($"There is no run '{Shown(run)}' with a beat '{Shown(beat)}' in style '{Shown(style)}'.");

    /// <summary>404: no image of that name.</summary>
    public static Problem NoSuchImage() => NotFound("There is no such image (yet).");

    /// <summary>404: nothing at this address.</summary>
    public static Problem NoSuchAddress() => NotFound("There is nothing at this address. GET /openapi.json lists what there is.");

    /// <summary>404 with a text of its own.</summary>
    public static Problem NotFound(string detail) => Of(404, "Not found", detail);

    /// <summary>405: the address is there, for other methods.</summary>
    public static Problem MethodNotAllowed(string method) => Of(
        405, "Method not allowed", $"{method} is not possible at this address; the header Allow says what is.");

    /// <summary>409: what was asked does not apply to the run as it is.</summary>
    public static Problem Refused(string why) => Of(409, "It does not apply now", why);

    /// <summary>409: the project's last run was written by a newer program and may not be over.</summary>
    public static Problem UnreadableRun(string why) => Of(
        409, "The project's last run cannot be read", $"{why} To continue in a new run, send the request again with ?newRun=true.");

    /// <summary>410: the run is over, in the words of Durable Functions' management API.</summary>
    public static Problem Over(string why) => Of(410, "The run is over", why);

    /// <summary>413: the body is larger than the host takes.</summary>
    public static Problem TooLarge(long maxBytes) => Of(
        413, "The request is too large", $"The request is larger than {maxBytes} bytes. Split the storyboard into several requests.");

    /// <summary>413: an image is larger than the host takes.</summary>
    public static Problem ImageTooLarge(long maxBytes) => Of(
        413, "The image is too large", $"The image is larger than {maxBytes / (1024 * 1024)} MB. Save it smaller.");

    /// <summary>404: no such reference.</summary>
    public static Problem NoSuchReference(string id) => NotFound(
        $"The project has no image of a reference '{Shown(id)}'. GET /api/projects/{{project}}/references lists what it has.");

    /// <summary>415: not JSON.</summary>
    public static Problem NotJson() => Of(
        415, "Unsupported media type", "Send JSON in UTF-8, with the header Content-Type: application/json.");

    /// <summary>415: JSON that was compressed.</summary>
    public static Problem Encoded() => Of(
        415, "Unsupported content encoding", "The request is compressed. Send the JSON as it is, without Content-Encoding.");

    /// <summary>422: the key of a start was used for another request.</summary>
    public static Problem KeyReused() => Of(
        422,
        "The key was used for another request",
        "This Idempotency-Key was sent with another body within the last 24 hours. Send the same body again, or choose a new key.");

    /// <summary>429: as many runs continue as the host allows.</summary>
    public static Problem TooManyRuns(int max) => Of(
        429,
        "Too many runs",
        $"{max} runs are not over yet, which is as many as this host allows (ImageGen:Http:MaxActiveRuns). "
            + "Wait until one ends, or cancel one.",
        retryAfter: 60);

    /// <summary>
    /// 503: something that the one who runs the host can fix; <paramref name="message"/> is a <see cref="UserException"/>'s.
    /// </summary>
    public static Problem Unavailable(string message) => Of(503, "The host cannot do this now", message, retryAfter: 30);

    /// <summary>500: a bug. Nothing of it is shown but the number under which the host's log has it.</summary>
    public static Problem Bug(string trace) => Of(
        500,
        "Something went wrong in this program",
        $"This is a fault of the program, not of the request. Its log has the details under {trace}.");

    /// <summary>Any other status that a server answers by itself.</summary>
    public static Problem Other(int status, string title) => Of(status, title, title + ".");

    private static Problem Of(int status, string title, string detail, int? retryAfter = null) =>
        new() { Status = status, Title = title, Detail = detail, RetryAfter = retryAfter };

    private static string Shown(string text) =>
        string.Concat(text.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '?'));
}
