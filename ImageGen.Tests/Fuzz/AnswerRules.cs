using System.Text.RegularExpressions;

namespace ImageGen.Tests.Fuzz;

/// <summary>What holds for every answer, whatever was asked.</summary>
internal static partial class AnswerRules
{
    /// <summary>The rule that an answer breaks; null when it keeps all of them.</summary>
    public static string? Broken(WireRequest request, WireAnswer answer) => answer switch
    {
        { Status: 0 } => request.IsBroken || request.EndsInTheMiddle ? null : "The server hung up.",
        { Status: 505 } when request.IsBroken => null,
        { Status: >= 500 } => $"Status {answer.Status}: {Short(answer.Text)}",
        _ when answer.Text.Contains(Surroundings.Secret, StringComparison.Ordinal) =>
            "The answer holds a file from outside the data folder.",
        _ when Inside().Match(answer.Text) is { Success: true } inside && answer.MediaType is not "text/javascript" =>
            $"The answer shows the program's inside: {Short(inside.Value)}",
        { Status: >= 400 } when IsBare(answer) =>
            request.IsBroken || request.Method == "HEAD" || request.EndsInTheMiddle ? null : $"Status {answer.Status} without a word.",
        { Status: >= 400 } => ProblemOf(answer),
        { Status: 200 or 202, MediaType: "application/json" } when !IsPacked(answer) && request.Method != "HEAD" =>
            IsJson(answer.Body) ? null : $"No JSON: {Short(answer.Text)}",
        _ => null,
    };

    private static string? ProblemOf(WireAnswer answer)
    {
        if (answer.MediaType != "application/problem+json")
        {
            return $"Status {answer.Status} as '{answer.MediaType}': {Short(answer.Text)}";
        }

        if (IsPacked(answer))
        {
            return null;
        }

        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.TryGetProperty("status", out var status) && status.GetInt32() == answer.Status
            && problem.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 10 and < 2_000 }
            && problem.RootElement.TryGetProperty("title", out var title) && title.GetString() is { Length: > 3 and < 100 }
                ? null
                : $"Not a problem: {Short(answer.Text)}";
    }

    private static bool IsBare(WireAnswer answer) => answer.Body.Length == 0;

    private static bool IsPacked(WireAnswer answer) => answer.Header("Content-Encoding") is not null;

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Short(string text) => text.Length > 300 ? text[..300] + "..." : text;

    [GeneratedRegex(@"   at [\w.]+\(|System\.\w+\.|\w+Exception\b|\.cs:line|/tmp/|ImageGen\.(Core|Local)")]
    private static partial Regex Inside();
}
