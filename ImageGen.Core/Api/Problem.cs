using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>An error as RFC 9457 has it (<c>application/problem+json</c>), with what the predecessor's clients read besides.</summary>
public record Problem
{
    /// <summary>The media type under which it is served.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>Always <c>about:blank</c>: no kind of problem has a page of its own.</summary>
    public string Type { get; init; } = "about:blank";

    /// <summary>The kind of problem in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    [Range(400, 599)]
    public required int Status { get; init; }

    /// <summary>What is wrong here and what to do, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>All that is wrong with the request, in its order; null when the problem is not one of its content.</summary>
    [MinLength(1)]
    public ImmutableArray<Fault>? Faults { get; init; }

    /// <summary>False, as in the predecessor's answers.</summary>
    [AllowedValues(false)]
    public bool Success { get; init; }

    /// <summary>The detail again, where the predecessor's clients read it.</summary>
    public string Error => Detail;

    /// <summary>Seconds after which to try again, also sent as <c>Retry-After</c>; null: there is no such time.</summary>
    [JsonIgnore]
    public int? RetryAfter { get; init; }
}

/// <summary>A run of the project is not over yet: the problem together with the links of that run.</summary>
public sealed record AlreadyActiveProblem : RunLinks
{
    /// <summary>Adds the problem to the links of the run that continues.</summary>
    [SetsRequiredMembers]
    public AlreadyActiveProblem(RunLinks run)
        : base(run)
    {
    }

    /// <inheritdoc cref="Problem.Type"/>
    public string Type { get; init; } = "about:blank";

    /// <inheritdoc cref="Problem.Title"/>
    public string Title { get; init; } = "Already in progress";

    /// <inheritdoc cref="Problem.Status"/>
    [Range(400, 599)]
    public int Status { get; init; } = 409;

    /// <inheritdoc cref="Problem.Detail"/>
    public string Detail => $"Run '{Id}' of this project is not over yet. Follow it at its progressUri, or cancel it first.";

    /// <inheritdoc cref="Problem.Success"/>
    [AllowedValues(false)]
    public bool Success { get; init; }

    /// <inheritdoc cref="Problem.Error"/>
    public string Error => Detail;
}
