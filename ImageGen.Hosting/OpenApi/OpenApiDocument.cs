using System.Text.Json.Nodes;
using ImageGen.Core.Api.Events;

namespace ImageGen.Hosting.OpenApi;

/// <summary>
/// The contract as an OpenAPI 3.1 document, which both hosts serve at <c>/openapi.json</c>: the operations of <see cref="Operations"/>, the
/// types that they answer with, and the requests that they read.
/// </summary>
internal static class OpenApiDocument
{
    private static readonly Dictionary<int, (string Name, string Description)> ProblemsByStatus = new()
    {
        [400] = ("Faulty", "The request has faults; each is listed with its place"),
        [401] = ("KeyRequired", "The host asks for its key"),
        [403] = ("ForeignOrigin", "The request comes from another site's page"),
        [404] = ("NotFound", "There is no such thing"),
        [409] = ("Refused", "It does not apply to the run as it is"),
        [410] = ("Over", "The run is over"),
        [413] = ("TooLarge", "The request is too large"),
        [415] = ("NotJson", "It is not JSON"),
        [429] = ("TooManyRuns", "As many runs are not over as the host allows"),
        [503] = ("Unavailable", "Something that the operator of the host can fix, such as a full disk"),
    };

    private static readonly Lazy<ReadOnlyMemory<byte>> Bytes = new(() => JsonSerializer.SerializeToUtf8Bytes(Create()));

    /// <summary>The document in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Utf8 => Bytes.Value;

    private static JsonObject Create()
    {
        var schemas = new Schemas();
        schemas.Ref(typeof(EventMessage));
        var paths = new JsonObject();
        foreach (var operation in Operations.All)
        {
            (paths[operation.Path] ??= new JsonObject())[operation.Method] = Describe(operation, schemas);
        }

        var responses = ProblemsByStatus.OrderBy(p => p.Key)
            .Select(p => KeyValuePair.Create(p.Value.Name, (JsonNode?)Describe(
                new Answer(p.Key, p.Value.Description, typeof(Problem)) { Headers = p.Key == 429 ? ["Retry-After"] : [] }, schemas)));
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "ImageGen",
                ["version"] = "1.0.0",
                ["description"] = "Turns a storyboard into images. The same contract on the embedded host and on Azure Functions.\n\n"
                    + "Fields that are null are left out unless a schema requires them. Every answer may also be 500: a bug, "
                    + "as a problem with the number under which the host's log has it.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(
                new JsonObject(), new JsonObject { ["functionsKey"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["functionsKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "x-functions-key" },
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
                ["responses"] = new JsonObject(responses),
                ["schemas"] = schemas.All,
            },
        };
    }

    private static JsonObject Describe(Operation operation, Schemas schemas)
    {
        var described = new JsonObject { ["operationId"] = operation.Id, ["summary"] = operation.Summary };
        if (operation.Description is { } description)
        {
            described["description"] = description;
        }

        if (!operation.Parameters.IsEmpty)
        {
            described["parameters"] = new JsonArray([.. operation.Parameters.Select(Describe)]);
        }

        if (!operation.Body.IsEmpty)
        {
            var bodies = operation.Body.Select(Schemas.Ref).ToArray<JsonNode>();
            var schema = bodies is [var only] ? only : new JsonObject { ["oneOf"] = new JsonArray(bodies) };
            described["requestBody"] = new JsonObject
            {
                ["required"] = operation.IsBodyRequired,
                ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } },
            };
        }

        if (!operation.BodyMediaTypes.IsEmpty)
        {
            described["requestBody"] = new JsonObject
            {
                ["required"] = operation.IsBodyRequired,
                ["content"] = new JsonObject(
                    operation.BodyMediaTypes.Select(type => KeyValuePair.Create(type, (JsonNode?)new JsonObject()))),
            };
        }

        var answers = operation.Answers.Select(a => (a.Status, Node: Describe(a, schemas)));
        var errors = operation.AllErrors.Except(operation.Answers.Select(a => a.Status))
            .Select(s => (Status: s, Node: new JsonObject { ["$ref"] = $"#/components/responses/{ProblemsByStatus[s].Name}" }));
        described["responses"] = new JsonObject(answers.Concat(errors).OrderBy(r => r.Status)
            .Select(r => KeyValuePair.Create(FormattableString.Invariant($"{r.Status}"), (JsonNode?)r.Node)));
        return described;
    }

    private static JsonObject Describe(Parameter parameter)
    {
        var described = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["description"] = parameter.Description,
            ["schema"] = JsonNode.Parse(parameter.Schema),
        };
        if (parameter.In == "path" || parameter.IsRequired)
        {
            described["required"] = true;
        }

        return described;
    }

    private static JsonObject Describe(Answer answer, Schemas schemas)
    {
        var content = new JsonObject();
        if (answer.Type is { } type)
        {
            content[answer.Status < 400 ? "application/json" : Problem.MediaType] = new JsonObject
            {
                ["schema"] = answer.OtherType is { } other
                    ? new JsonObject { ["anyOf"] = new JsonArray(schemas.Ref(type), schemas.Ref(other)) }
                    : schemas.Ref(type),
            };
        }

        if (answer.Schema is { } schema)
        {
            content["application/json"] = new JsonObject { ["schema"] = Schemas.Ref(schema) };
        }

        foreach (var mediaType in answer.MediaTypes)
        {
            content[mediaType] = mediaType == "text/event-stream"
                ? new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["type"] = "string",
                        ["description"] = "Messages, each `id: <position>` and `data: <EventMessage as JSON>`",
                    },
                }
                : new JsonObject();
        }

        var described = new JsonObject { ["description"] = answer.Description };
        if (!answer.Headers.IsEmpty)
        {
            described["headers"] = new JsonObject(answer.Headers.Select(h => KeyValuePair.Create(h, (JsonNode?)HeaderOf(h))));
        }

        if (content.Count > 0)
        {
            described["content"] = content;
        }

        return described;
    }

    private static JsonObject HeaderOf(string name) => new()
    {
        ["schema"] = name switch
        {
            "Location" => new JsonObject { ["type"] = "string", ["format"] = "uri" },
            "Retry-After" => new JsonObject { ["type"] = "integer" },
            _ => new JsonObject { ["type"] = "string" },
        },
    };
}
