namespace ImageGen.Hosting.OpenApi;

/// <summary>One operation of the HTTP API.</summary>
/// <param name="Method">The HTTP method in lower case.</param>
/// <param name="Path">The path with its parameters in braces; each needs an entry in <see cref="Parameters"/>.</param>
/// <param name="Id">The operation's name for generated clients.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Description">More about it; null: nothing.</param>
internal sealed record Operation(string Method, string Path, string Id, string Summary, string? Description = null)
{
    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    /// <summary>Names of the schemas of which the JSON body has one; empty: no body.</summary>
    public ImmutableArray<string> Body { get; init; } = [];

    /// <summary>Media types of a body that is not JSON; empty: it is JSON, or there is none.</summary>
    public ImmutableArray<string> BodyMediaTypes { get; init; } = [];

    public bool IsBodyRequired { get; init; }

    public required ImmutableArray<Answer> Answers { get; init; }

    /// <summary>Statuses of the errors beside those that <see cref="AllErrors"/> derives.</summary>
    public ImmutableArray<int> Errors { get; init; } = [];

    /// <summary>All statuses of errors: every operation may ask for the key, and a change may be refused to another site's page.</summary>
    public IEnumerable<int> AllErrors =>
        Errors.Append(401).Concat(Method == "get" ? [] : [403]).Concat(
            Body.IsEmpty && BodyMediaTypes.IsEmpty ? [] : [400, 413, 415]).Distinct().Order();
}

/// <summary>A parameter of an operation.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Schema">Its JSON schema.</param>
internal sealed record Parameter(string In, string Name, string Description, string Schema = """{"type":"string"}""")
{
    /// <summary>Whether a request without it is refused; parameters of the path always are required.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>An answer of an operation.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">When it is given.</param>
/// <param name="Type">The type that its JSON has; null: no JSON.</param>
internal sealed record Answer(int Status, string Description, Type? Type = null)
{
    /// <summary>Another type that its JSON may have; null: none.</summary>
    public Type? OtherType { get; init; }

    /// <summary>The name of the request's schema that its JSON has; null: it has a type, or is no JSON.</summary>
    public string? Schema { get; init; }

    public ImmutableArray<string> Headers { get; init; } = [];

    /// <summary>Media types of bodies that are not JSON.</summary>
    public ImmutableArray<string> MediaTypes { get; init; } = [];
}
