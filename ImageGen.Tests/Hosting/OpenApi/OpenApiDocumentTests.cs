using System.Text.RegularExpressions;
using ImageGen.Core.Api.Cast;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Storyboards.Reading;
using ImageGen.Core.Workflows.Status;
using ImageGen.Hosting.OpenApi;
using ImageGen.Tests.Deploy;
using Microsoft.OpenApi;
using OpenApiDocument = ImageGen.Hosting.OpenApi.OpenApiDocument;

namespace ImageGen.Tests.Hosting.OpenApi;

public sealed partial class OpenApiDocumentTests
{
    private static readonly JsonObject Document = JsonNode.Parse(OpenApiDocument.Utf8.Span)!.AsObject();
    private static readonly JsonObject Schemas = Document["components"]!["schemas"]!.AsObject();

    /// <summary>The schema of each request body, and the fields that its reader knows.</summary>
    public static TheoryData<string, IEnumerable<string>> Requests { get; } = new()
    {
        { "StoryboardRequest", RequestReader.Names },
        { "BeatRequest", BeatReader.Names },
        { "ReferenceRequest", ReferenceReader.Names },
        { "CastRequest", CastRequest.Names },
        { "RunOptions", OptionsReader.Names },
        { "PauseRequest", ControlReader.FieldsOf("pause")! },
        { "ResumeRequest", ControlReader.FieldsOf("resume")! },
        { "CancelRequest", ControlReader.FieldsOf("cancel")! },
        { "BeatsRequest", ControlReader.FieldsOf("retry")! },
        { "RegenerateRequest", ControlReader.FieldsOf("regenerate")! },
        { "ChoiceRequest", ChoiceReader.Names },
        { "ReviewRequest", ReviewReader.Names },
        { "RestoreRequest", RestoreReader.Names },
    };

    [Fact]
    public void Document_IndependentReader_FindsNothingWrong()
    {
        var (document, diagnostic) = Microsoft.OpenApi.OpenApiDocument.Parse(Encoding.UTF8.GetString(OpenApiDocument.Utf8.Span), "json");

        Assert.Empty(diagnostic!.Errors.Concat(diagnostic.Warnings).Select(e => e.ToString()));
        Assert.NotNull(document);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.Empty(document.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(e => e.ToString()));
        Assert.Equal(Operations.All.Length, document.Paths.Sum(p => p.Value.Operations!.Count));
    }

    [Fact]
    public void Document_EveryReference_LeadsToSomething()
    {
        foreach (var reference in References(Document))
        {
            Assert.NotNull(reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)Document, (at, name) => at?[name]));
        }
    }

    [Fact]
    public void Operations_PathParameters_AreThoseOfThePath() =>
        Assert.All(Operations.All, operation => Assert.Equal(
            operation.Path.Split('{').Skip(1).Select(p => p.Split('}')[0]),
            operation.Parameters.Where(p => p.In == "path").Select(p => p.Name)));

    [Fact]
    public void Schemas_FieldOfAnAnswer_HasTheDescriptionOfItsDocComment()
    {
        var run = Schemas["RunView"]!["properties"]!;
        Assert.Equal("When it ended; absent while it continues.", (string?)run["endedAt"]!["description"]);
        Assert.Equal("How many calls `unconfirmedUsd` is about.", (string?)run["unconfirmedCalls"]!["description"]);
        Assert.Equal(StyleStatus.MostFailures, (int)Schemas["StyleStatus"]!["properties"]!["failures"]!["maxItems"]!);

        var nameless =
            from schema in Schemas
            where !Requests.Any(r => (string)r[0] == schema.Key)
            from fields in schema.Value!["oneOf"]?.AsArray().Select(k => k!["properties"]) ?? [schema.Value["properties"]]
            from field in fields?.AsObject() ?? []
            where field.Value!["description"] is null && field.Value["const"] is null
            select $"{schema.Key}.{field.Key}";
        Assert.Empty(nameless);
    }

    [Fact]
    public void Schemas_Enum_HasTheNamesThatAreWritten()
    {
        Assert.Equal(
            Enum.GetValues<RunStatus>().Select(s => Encoding.UTF8.GetString(ImageGenJson.Write(s)).Trim('"')),
            Schemas["RunStatus"]!["enum"]!.AsArray().Select(n => (string)n!));
        Assert.Contains("Suspended", Schemas["DurableRuntimeStatus"]!["enum"]!.AsArray().Select(n => (string)n!));
    }

    [Fact]
    public void Schemas_RequiredFields_AreThoseThatAreAlwaysWritten()
    {
        var required = Schemas["DurableStatus"]!["required"]!.AsArray().Select(n => (string)n!).ToList();
        Assert.Contains("output", required);
        Assert.Equal("null", (string?)Schemas["DurableStatus"]!["properties"]!["output"]!["oneOf"]![1]!["type"]);
        Assert.DoesNotContain("unconfirmedUsd", Schemas["BeatView"]!["required"]!.AsArray().Select(n => (string)n!));
        Assert.DoesNotContain("endedAt", Schemas["RunView"]!["required"]!.AsArray().Select(n => (string)n!));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void Schemas_Request_HasTheFieldsThatItsReaderKnows(string schema, IEnumerable<string> fields) =>
        Assert.Equal(fields.Order(), Schemas[schema]!["properties"]!.AsObject().Select(p => p.Key).Order());

    [Fact]
    public void HttpFile_EveryOperation_HasACall()
    {
        var calls = Repository.Text("ImageGen.http").Split('\n').Select(line => Parameter().Replace(
            line.Replace("{{instance}}", "{{host}}/runtime/webhooks/durabletask/instances/{{run}}", StringComparison.Ordinal)
                .Replace("{{host}}", "", StringComparison.Ordinal)
                .Replace("raiseEvent/pause", "raiseEvent/*", StringComparison.Ordinal).Split('?')[0].Trim(),
            "*"));
        var operations = Operations.All.Select(o => Parameter().Replace($"{o.Method.ToUpperInvariant()} {o.Path}", "*"));

        Assert.Equal([], operations.Except(calls));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o when (string?)(o["$ref"] as JsonValue) is { } reference => [reference],
        JsonObject o => o.SelectMany(p => References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };

    [GeneratedRegex(@"\{+\w+\}+")]
    private static partial Regex Parameter();
}
