namespace ImageGen.Hosting.Http;

/// <summary>The bytes of an image. A range that it does not have is answered as a problem, like everything that is refused.</summary>
internal sealed class ImageBytesResult(IResult bytes) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await bytes.ExecuteAsync(httpContext);
        if (httpContext.Response is { HasStarted: false, StatusCode: StatusCodes.Status416RangeNotSatisfiable })
        {
            await ApiResults.Problem(Problems.Other(StatusCodes.Status416RangeNotSatisfiable, "Range Not Satisfiable"))
                .ExecuteAsync(httpContext);
        }
    }
}
