using System.Reflection;
using System.Text.RegularExpressions;
using ImageGen.Functions.Orchestrations;
using Microsoft.Azure.Functions.Worker;

namespace ImageGen.Functions.Tests.Http;

/// <summary>The app's routes against the contract, which the embedded host is tested by.</summary>
public sealed partial class RoutesTests
{
    private static readonly HttpTriggerAttribute[] Triggers =
    [
        .. from type in typeof(Orchestrators).Assembly.GetTypes()
           from method in type.GetMethods()
           where method.GetCustomAttribute<FunctionAttribute>() is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           select trigger,
    ];

    /// <summary>Durable Functions' own URLs are answered by its extension.</summary>
    public static TheoryData<string, string> Operations()
    {
        var all = new TheoryData<string, string>();
        foreach (var operation in Hosting.OpenApi.Operations.All.Where(o => !o.Path.StartsWith("/runtime/", StringComparison.Ordinal)))
        {
            all.Add(operation.Method, operation.Path);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Operation_OfTheContract_HasExactlyOneFunction(string method, string path)
    {
        var address = Braces().Replace(path.TrimStart('/'), "x");

        var found = Triggers.Where(t => t.Methods!.Contains(method) && Pattern(t.Route!).IsMatch(address)).ToArray();

        Assert.Single(found);
    }

    /// <summary>What a route matches: a parameter one segment, or what its expression says; one with a star the rest.</summary>
    private static Regex Pattern(string route)
    {
        var pattern = Braces().Replace(route.Replace(".", "[.]", StringComparison.Ordinal), parameter => parameter.Value switch
        {
            ['{', '*', ..] => ".+",
            var text when Expression().Match(text) is { Success: true } expression => expression.Groups[1].Value.Trim('^', '$'),
            var text when text.Contains("maxlength(0)", StringComparison.Ordinal) => "",
            _ => "[^/]+",
        });
        return new Regex($"^{pattern}$", RegexOptions.CultureInvariant);
    }

    [GeneratedRegex("[{][^}]*[}]")]
    private static partial Regex Braces();

    [GeneratedRegex("regex[(](.*)[)][}]$")]
    private static partial Regex Expression();
}
