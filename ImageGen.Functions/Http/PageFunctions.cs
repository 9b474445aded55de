using ImageGen.Core.Api;
using ImageGen.Hosting.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImageGen.Functions.Http;

/// <summary>The page with its sample, and the contract: the same for all, without a key. The page asks for the key itself.</summary>
internal static class PageFunctions
{
    [Function("Page")]
    public static IResult Page(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{ignored:maxlength(0)?}")] HttpRequest request) => Find(request);

    [Function("PageFile")]
    public static IResult File([HttpTrigger(
        AuthorizationLevel.Anonymous, "get", "head", Route = "{file:regex(^[a-z]+[.][a-z]+$)}")] HttpRequest request) => Find(request);

    [Function("PageFolder")]
    public static IResult Folder(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "{folder:regex(^(assets|css|js)$)}/{*file}")] HttpRequest request) =>
        Find(request);

    private static IResult Find(HttpRequest request) => PageFiles.Find(request.Path) ?? ApiResults.Problem(Problems.NoSuchAddress());
}
