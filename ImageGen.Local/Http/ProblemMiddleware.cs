using System.Diagnostics;
using ImageGen.Core.Api;
using ImageGen.Core.Ports;
using Microsoft.AspNetCore.WebUtilities;

namespace ImageGen.Local.Http;

/// <summary>Whatever goes wrong is answered as a problem; bugs go to the log with a number and to the client as that number only.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, StoryboardIntake intake, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { StatusCode: >= 400, ContentType: null, ContentLength: null })
            {
                await ApiResults.Problem(Of(context.Response.StatusCode, context.Request)).ExecuteAsync(context);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ApiResults.Problem(Of(e, context)).ExecuteAsync(context);
        }
        catch (Exception e)
        {
            // Half an answer is out: cutting it off is what tells the client.
            Report(e, context);
            context.Abort();
        }
    }

    private Problem Of(Exception e, HttpContext context) => e switch
    {
        UserException user => Unavailable(user),
        BadHttpRequestException bad => Of(bad.StatusCode, context.Request),
        _ => Problems.Bug(Report(e, context)),
    };

    private Problem Unavailable(UserException e)
    {
        LogUnavailable(e.Message);
        return Problems.Unavailable(e.Message);
    }

    private Problem Of(int status, HttpRequest request) => status switch
    {
        StatusCodes.Status404NotFound => Problems.NoSuchAddress(),
        StatusCodes.Status405MethodNotAllowed => Problems.MethodNotAllowed(request.Method),
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge(intake.MaxBytes),
        StatusCodes.Status415UnsupportedMediaType => Problems.NotJson(),
        _ => Problems.Other(status, ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : $"Status {status}"),
    };

    private string Report(Exception e, HttpContext context)
    {
        var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        LogBug(e, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "no endpoint", trace);
        return trace;
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "{Method} at {Endpoint} failed under {Trace}.")]
    private partial void LogBug(Exception e, string method, string endpoint, string trace);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "A request could not be served: {Reason}")]
    private partial void LogUnavailable(string reason);
}
