using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImageGen.Functions.Http;

/// <summary>Whatever goes wrong in a function that answers HTTP is answered as a problem.</summary>
internal sealed class ProblemMiddleware(ProblemAnswers problems) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        try
        {
            await next(context);
        }
        catch (Exception e) when (ClientGone.Is(CauseOf(e), http))
        {
            // The client has gone; no one reads an answer.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var problem = problems.Of(CauseOf(e), http);
            context.GetInvocationResult().Value = ApiResults.Problem(problem);
        }

        await UnreadBody.SkipAsync(http);
    }

    /// <summary>What a function threw: the worker hands it on as its task's result, and so in a wrapping.</summary>
    private static Exception CauseOf(Exception e) => e is AggregateException { InnerExceptions: [var only] } ? CauseOf(only) : e;
}
