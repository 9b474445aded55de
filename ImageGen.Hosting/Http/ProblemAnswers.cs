using System.Diagnostics;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Base;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageGen.Hosting.Http;

/// <summary>Whatever goes wrong, as a problem; bugs go to the log with a number and to the client as that number only.</summary>
internal sealed partial class ProblemAnswers(StoryboardIntake intake, ILogger<ProblemAnswers> logger)
{
    public Problem Of(Exception e, HttpContext context) => e switch
    {
        UserException user => Unavailable(user),
        BadHttpRequestException bad => Of(bad.StatusCode, context.Request),
        _ => Problems.Bug(Report(e, context)),
    };

    public Problem Of(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => Problems.NoSuchAddress(),
        StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed(request.Method),
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge(intake.MaxBytes),
        StatusCodes.Status415UnsupportedMediaType => Problems.NotJson(),
        _ => Problems.Other(status, ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : $"Status {status}"),
    };

    /// <summary>Tells the log of a bug, and gives the number under which it is there.</summary>
    public string Report(Exception e, HttpContext context)
    {
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        LogBug(e, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", trace);
        return trace;
    }

    private Problem Unavailable(UserException e)
    {
        LogUnavailable(e.Message);
        return Problems.Unavailable(e.Message);
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} at {Endpoint} failed under {Trace}.")]
    private partial void LogBug(Exception e, string method, string endpoint, string trace);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "A request could not be served: {Reason}")]
    private partial void LogUnavailable(string reason);
}
