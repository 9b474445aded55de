using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using static ImageGen.Hosting.OpenApi.OperationParts;

namespace ImageGen.Hosting.OpenApi;

/// <summary>Every operation of the HTTP API, as both hosts have it.</summary>
internal static class Operations
{
    private const string Run = "/api/runs/{id}";
    private const string Image = "/api/projects/{project}/images/{style}/{beat}";
    private const string Number = """{"type":"integer","minimum":0}""";
    private const string AtLeastOne = """{"type":"integer","minimum":1}""";
    private const string Stream = "text/event-stream";

    private static readonly ImmutableArray<Parameter> StyleAndBeat =
    [
        new("path", "style", "The style", """{"$ref":"#/components/schemas/Style"}"""),
        new("path", "beat", "The beat's number", """{"$ref":"#/components/schemas/BeatNumber"}"""),
    ];

    private static readonly ImmutableArray<Parameter> ImageParameters =
    [
        new("path", "project", "The project's name"),
        .. StyleAndBeat,
        new("query", "shot", "The shot's number or name, which spares the host a search"),
        new("query", "version", "An older image: its id, or the ETag of any image of the beat, wherever it stands"),
        new("query", "v", "The ETag that the client expects"),
        new("header", "If-None-Match", "The ETag that the client has"),
    ];

    private static readonly ImmutableArray<Parameter> StartParameters =
    [
        new("query", "newRun", "true: start a new run although the project's last one was written by a newer version and may not be over",
            """{"type":"boolean","default":false}"""),
        new("header", "Idempotency-Key",
            "A key of the client's choice, such as a new UUID, with or without quotation marks: however often the same body is sent with "
                + "it within "
            + "24 hours, and wherever the connection was cut, it starts one run and gets the same answer",
            """{"type":"string","minLength":1,"maxLength":257,"pattern":"^[!-~]+$"}"""),
    ];

    private static readonly ImmutableArray<Answer> StartRefusals =
    [
        new(
            409,
            "A run of the project is not over yet, its last run was written by a newer version and newRun is not true, or only names "
                + "approved images",
            typeof(AlreadyActiveProblem))
        {
            OtherType = typeof(Problem),
        },
        new(422, "The key was used for another body within 24 hours", typeof(Problem)),
    ];

    public static ImmutableArray<Operation> All { get; } =
    [
        new("post", "/api/generate-images", "generateImages", "Starts a run",
            $"With `Accept: {Stream}` the answer is the run's event stream itself; closing it does not stop the run. With "
            + "`ImageGen:Compatibility:StoryboardApp` the answer is the storyboard app's stream unless the client asks for JSON "
            + "(`Accept: application/json`, `Prefer: respond-async`), and a paused run of the project is resumed.")
        {
            Parameters = StartParameters,
            Body = ["StoryboardRequest"],
            IsBodyRequired = true,
            Answers =
            [
                new(200, "The event stream, for clients that accept it") { MediaTypes = [Stream] },
                new(202, "The run is started", typeof(RunLinks)) { Headers = ["Location", "Retry-After"] },
                .. StartRefusals,
            ],
            Errors = [429, 503],
        },
        new(
            "post",
            "/api/runs",
            "startRun",
            "Starts a run; the answer is always JSON",
            "As POST /api/generate-images, for clients that never want a stream.")
        {
            Parameters = StartParameters,
            Body = ["StoryboardRequest"],
            IsBodyRequired = true,
            Answers = [new(202, "The run is started", typeof(RunLinks)) { Headers = ["Location", "Retry-After"] }, .. StartRefusals],
            Errors = [429, 503],
        },
        new("post", "/api/estimate", "estimate", "Estimates cost and time of a storyboard")
        {
            Body = ["StoryboardRequest"],
            IsBodyRequired = true,
            Answers = [new(200, "The estimate", typeof(Estimate))],
            Errors = [503],
        },
        new("post", "/api/check", "check", "Checks keys, storage, style references and request limits",
            "Asks the service about each key, free of charge.")
        {
            Parameters =
            [
                new("query", "model", "The model to check the keys for. Default the host's", """{"type":"string","maxLength":128}"""),
                new("query", "resetLimits", "true: first forget the request limits that were learned from refusals. Default false",
                    """{"type":"string","enum":["","true","false"]}"""),
            ],
            Answers = [new(200, "The report", typeof(CheckReport))],
            Errors = [400, 503],
        },
        new("get", "/api/models", "listModels", "Lists the models that may be used")
        {
            Answers = [new(200, "The models", typeof(ModelList))],
        },
        new("get", "/api/generation-status/{projectPath}", "generationStatus", "Whether a run of a project is not over yet")
        {
            Parameters = [new("path", "projectPath", "The project's path, URL-encoded")],
            Answers = [new(200, "The status", typeof(GenerationStatus))],
            Errors = [400],
        },
        new("get", "/api/runs", "listRuns", "Lists runs, the newest first")
        {
            Parameters =
            [
                new("query", "project", "Of this project only"),
                new("query", "after", "The `next` of the page before: continue behind this run"),
                new("query", "limit", "At most so many; 1,000 when it is left out", AtLeastOne),
            ],
            Answers = [new(200, "The runs", typeof(RunList))],
            Errors = [400],
        },
        new(
            "get",
            Run + "/storyboard",
            "getStoryboard",
            "Returns the storyboard of a run as the request that starts the next one",
            "To be shown, changed and sent again. Without `only` and `instruction`, which were meant for that run alone.")
        {
            Parameters = [RunId],
            Answers = [new(200, "The request") { Schema = "StoryboardRequest" }],
            Errors = [404, 503],
        },
        new("get", Run, "getRun", "Returns the state of a run")
        {
            Parameters = [RunId, new("query", "beats", "false leaves the beats out", Flag)],
            Answers = [new(200, "The run", typeof(RunView))],
            Errors = [400, 404, 503],
        },
        new("delete", Run, "deleteRun", "Deletes a run that is over",
            "Deletes its prompts, its log and what the workflow engine keeps of it. Its images stay, unless `images=true`: then those "
                + "that it made "
            + "are deleted, too, with older versions, thumbnails and rejected ones; images that existed before it, or that another run "
            + "made, stay.")
        {
            Parameters = [RunId, new("query", "images", "true: the images that it made, too", """{"type":"boolean","default":false}""")],
            Answers = [new(204, "It is deleted")],
            Errors = [400, 404, 409, 503],
        },
        new("get", $"{Run}/events", "followRun", "Streams the events of a run as they happen",
            "Server-sent events. The id of each message is its position in the run's log; a client that sends the last id it saw "
            + "continues behind it, without gap or repeat. A comment every 15 s while nothing happens. The server closes the connection "
            + "before 230 s, and the client reconnects; behind `complete` it does not.")
        {
            Parameters =
            [
                RunId,
                new("header", "Last-Event-ID", "The id behind which to continue", Number),
                new("query", "after", "The same, for clients that cannot set a header", Number),
            ],
            Answers = [new(200, "The stream") { MediaTypes = [Stream] }],
            Errors = [400, 404, 503],
        },
        new("get", $"{Run}/images", "listImages", "Lists the images of a run")
        {
            Parameters =
            [
                RunId,
                new("query", "after", "The `next` of the page before: continue behind this image, as style/beat"),
                new("query", "limit", "At most so many; all when it is left out", AtLeastOne),
            ],
            Answers = [new(200, "The images", typeof(ImageList))],
            Errors = [400, 404, 503],
        },
        new("get", $"{Run}/images.zip", "downloadImages", "The images of a run in one zip")
        {
            Parameters = [RunId],
            Answers = [new(200, "The zip") { MediaTypes = ["application/zip"] }],
            Errors = [404, 503],
        },
        ExportOperation.Export,
        new("get", $"{Run}/beats/{{style}}/{{beat}}", "getBeat", "One beat in full")
        {
            Parameters = [RunId, .. StyleAndBeat],
            Answers = [new(200, "The beat", typeof(BeatDetail))],
            Errors = [404, 503],
        },
        new("post", $"{Run}/beats/{{style}}/{{beat}}/choose", "chooseCandidate", "Chooses one of a beat's candidates",
            "The chosen image takes the place in the layout, the other one is kept; also after the run is over, and as often as one "
                + "likes. Continuous "
            + "beats that were generated from another candidate are marked as changed, and nothing is regenerated by itself.")
        {
            Parameters = [RunId, .. StyleAndBeat],
            Body = ["ChoiceRequest"],
            IsBodyRequired = true,
            Answers = [new(200, "It is chosen and in its place; the beat", typeof(BeatDetail))],
            Errors = [404, 409, 503],
        },
        new("post", $"{Run}/beats/{{style}}/{{beat}}/restore", "restoreVersion", "Puts an older image of a beat back in its place",
            "The present image is kept as a version, and nothing is paid for; also after the run is over. A beat that had failed or was "
                + "skipped exists then. "
            + "Continuous beats that were generated from the image that was there are marked as changed, and nothing is regenerated by "
            + "itself.")
        {
            Parameters = [RunId, .. StyleAndBeat],
            Body = ["RestoreRequest"],
            IsBodyRequired = true,
            Answers = [new(200, "It is in its place; the beat", typeof(BeatDetail))],
            Errors = [404, 409, 503],
        },
        new("put", $"{Run}/beats/{{style}}/{{beat}}/review", "reviewBeat", "Approves a beat's image, or writes a note",
            "Takes the place of what was said of the beat before; {} takes it back. An approval belongs to the image that is in the "
                + "layout: it lapses when "
            + "another one takes its place. Also after the run is over; the project's next run takes the reviews over. Approved images "
            + "are generated again "
            + "only where a request says includeApproved.")
        {
            Parameters = [RunId, .. StyleAndBeat],
            Body = ["ReviewRequest"],
            IsBodyRequired = true,
            Answers = [new(200, "It is in the log; the beat", typeof(BeatDetail))],
            Errors = [404, 409, 503],
        },
        Control("pause", "Pauses a run: no attempt begins; those in flight finish", "PauseRequest"),
        Control("resume", "Resumes a paused run", "ResumeRequest"),
        Control("cancel", "Cancels a run", "CancelRequest"),
        Control("retry", "Retries failed beats", "BeatsRequest"),
        Control("regenerate", "Regenerates beats, of all only those that are not approved; old images are kept as versions",
            "RegenerateRequest"),
        Control("first", "Generates these beats before all others", "BeatsRequest"),
        Control("skip", "Skips these beats", "BeatsRequest"),
        new("get", Image, "getImage", "An image",
            "`imageUri` and `uri` in other answers are ready-made addresses of this kind. With `v` equal to the ETag the answer may be "
            + "cached for good.")
        {
            Parameters = ImageParameters,
            Answers =
            [
                new(200, "The image") { Headers = ["ETag", "Cache-Control"], MediaTypes = ImageTypes },
                new(206, "The part of it that Range asks for") { MediaTypes = ImageTypes },
                new(304, "The client has it"),
                new(416, "It has no such part", typeof(Problem)),
            ],
            Errors = [400, 404],
        },
        new("get", $"{Image}/thumbnail", "getThumbnail", "A small copy of an image",
            "WebP, 320 pixels on its longer side at most. With `v` equal to the image's ETag the answer may be cached for good.")
        {
            Parameters = ImageParameters,
            Answers =
            [
                new(200, "The small copy") { Headers = ["ETag", "Cache-Control"], MediaTypes = ["image/webp"] },
                new(304, "The client has it"),
            ],
            Errors = [400, 404],
        },
        .. DurableOperations.All,
        .. ReferenceOperations.All,
        .. StoryboardAppOperations.All,
    ];

    private static Operation Control(string name, string summary, string body) => new("post", $"{Run}/{name}", $"{name}Run", summary)
    {
        Parameters = [RunId],
        Body = [body],
        Answers = [new(202, "It is done; the run without its beats", typeof(RunView))],
        Errors = [404, 409, 503],
    };
}
