using ImageGen.Hosting.Http;

namespace ImageGen.Local.Http;

/// <summary>Whatever goes wrong is answered as a problem.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ProblemAnswers problems)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400 })
            {
                await ApiResults.Problem(problems.Of(context.Response.StatusCode, context.Request)).ExecuteAsync(context);
            }
        }
        catch (Exception e) when (ClientGone.Is(e, context))
        {
            // The client has gone; no one reads an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ApiResults.Problem(problems.Of(e, context)).ExecuteAsync(context);
        }
        catch (Exception e)
        {
            // Half an answer is out: only cutting it off shows the client that it is not whole.
            problems.Report(e, context);
            context.Abort();
        }
    }
}
