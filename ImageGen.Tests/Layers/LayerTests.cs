using System.Reflection;
using ImageGen.Local.Cli;
using ImageGen.Simulator;
using NetArchTest.Rules;

namespace ImageGen.Tests.Layers;

/// <summary>Each layer knows only those before it, method bodies included: a newcomer reads from top to bottom.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, (Assembly Assembly, string[] Layers)> Projects = new()
    {
        ["ImageGen.Core"] = (typeof(Storyboard).Assembly,
            ["Base", "Storyboards", "Models", "Runs", "KeyPools", "Queue", "Generation", "Workflows", "Api"]),
        ["ImageGen.Core.Workflows"] = (typeof(Storyboard).Assembly, ["Status", "Contract", "Activities", "Styles", "Root"]),
        ["ImageGen.Core.Api"] = (
            typeof(Storyboard).Assembly, ["Projects", "Exports", "Estimates", "Views", "Requests", "Events", "Compatibility"]),
        ["ImageGen.Local"] = (typeof(CommandLine).Assembly,
            ["Storage", "Configuration", "Simulated", "Engine", "Host", "Mcp", "Http", "Cli"]),
    };

    public static TheoryData<string, string> LayersWithOthersBelow()
    {
        var data = new TheoryData<string, string>();
        foreach (var (project, (_, layers)) in Projects)
        {
            foreach (var layer in layers.SkipLast(1))
            {
                data.Add(project, layer);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LayersWithOthersBelow))]
    public void Layer_KnowsNoLayerBehindIt(string project, string layer)
    {
        var (assembly, layers) = Projects[project];
        string[] behind = [.. layers[(Array.IndexOf(layers, layer) + 1)..].Select(l => $"{project}.{l}")];

        var result = Types.InAssembly(assembly)
            .That()
            .ResideInNamespace($"{project}.{layer}")
            .ShouldNot()
            .HaveDependencyOnAny(behind)
            .GetResult();

        Assert.True(
            result.IsSuccessful,
            $"{project}.{layer} must not know {string.Join(", ", behind)}: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Theory]
    [MemberData(nameof(LayersWithOthersBelow))]
    public void Layer_HasTypesThatDependOnOthers(string project, string layer)
    {
        // Without types, or if dependencies were not seen, the rule above would hold for nothing.
        var types = Types.InAssembly(Projects[project].Assembly).That().ResideInNamespace($"{project}.{layer}");

        Assert.NotEmpty(types.GetTypes());
        Assert.NotEmpty(types.And().HaveDependencyOn("System").GetTypes());
    }

    [Fact]
    public void Layer_ThatKnewOneBehindIt_WouldBeCaught() => Assert.False(
        Types.InAssembly(typeof(Storyboard).Assembly).That().ResideInNamespace("ImageGen.Core.Api")
            .ShouldNot().HaveDependencyOnAny("ImageGen.Core.Runs").GetResult().IsSuccessful);

    [Fact]
    public void Types_AreAllInALayer()
    {
        foreach (var (project, (assembly, layers)) in Projects.Where(p => p.Key.Count(c => c == '.') == 1))
        {
            var strays = assembly.GetTypes()
                .Where(t => t.Namespace?.StartsWith("ImageGen", StringComparison.Ordinal) == true && !t.IsNested)
                .Where(t => !layers.Any(
                    l => t.Namespace == $"{project}.{l}" || t.Namespace!.StartsWith($"{project}.{l}.", StringComparison.Ordinal)));
            Assert.Empty(strays.Select(t => t.FullName));
        }
    }

    [Fact]
    public void Core_ReferencesNothingOfAHost() => Assert.All(
        typeof(UserException).Assembly.GetReferencedAssemblies().Select(a => a.Name!),
        name => Assert.True(
            name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard" or "Microsoft.Extensions.Logging.Abstractions"
                || name.StartsWith("Microsoft.Extensions.DependencyInjection.Abstractions", StringComparison.Ordinal),
            $"ImageGen.Core references {name}."));

    [Fact]
    public void Simulator_KnowsNothingOfTheHosts() => Assert.DoesNotContain(
        typeof(GeminiSimulator).Assembly.GetReferencedAssemblies(), a =>
            a.Name is "imagegen" or "ImageGen.Hosting" or "ImageGen.Functions");
}
