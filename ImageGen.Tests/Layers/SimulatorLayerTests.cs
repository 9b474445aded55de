using System.Reflection;
using ImageGen.Simulator;
using NetArchTest.Rules;

namespace ImageGen.Tests.Layers;

/// <summary>
/// The folders of the simulator in their order, as its README has it: each knows only those before it. What callers use (options,
/// simulator, engine) stands in the project's own folder, behind all but the command line.
/// </summary>
public sealed class SimulatorLayerTests
{
    private const string Root = "ImageGen.Simulator";

    private static readonly Assembly Simulator = typeof(GeminiSimulator).Assembly;

    private static readonly string[] Layers =
        ["Base", "Replies", "Requests", "Faults", "Troubles", "Limits", "Log", "Drawing", "Answers", "Http", "", "Cli"];

    public static TheoryData<string> LayersWithOthersBehind => [.. Layers.SkipLast(1)];

    [Theory]
    [MemberData(nameof(LayersWithOthersBehind))]
    public void Layer_KnowsNoLayerBehindIt(string layer)
    {
        string[] behind = [.. Layers[(Array.IndexOf(Layers, layer) + 1)..].SelectMany(TypesOf)];

        var result = Types.InAssembly(Simulator).That().ResideInNamespaceMatching($"^{Regex(layer)}$")
            .ShouldNot().HaveDependencyOnAny(behind).GetResult();

        Assert.True(result.IsSuccessful, $"{NameOf(layer)} knows what is behind it: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Layer_ThatKnewOneBehindIt_WouldBeCaught() => Assert.False(
        Types.InAssembly(Simulator).That().ResideInNamespaceMatching($"^{Regex("Answers")}$")
            .ShouldNot().HaveDependencyOnAny([.. TypesOf("Faults")]).GetResult().IsSuccessful);

    [Fact]
    public void Types_AreAllInALayer()
    {
        Assert.Empty(Simulator.GetTypes().Where(IsOurs).Where(t => !Layers.Any(l => t.Namespace == NameOf(l))).Select(t => t.FullName));
        Assert.All(Layers, layer => Assert.NotEmpty(TypesOf(layer)));
    }

    private static IEnumerable<string> TypesOf(string layer) =>
        Simulator.GetTypes().Where(IsOurs).Where(t => t.Namespace == NameOf(layer)).Select(t => t.FullName!);

    private static bool IsOurs(Type type) =>
        type is { IsNested: false, Namespace: { } name } && name.StartsWith(Root, StringComparison.Ordinal);

    private static string NameOf(string layer) => layer.Length == 0 ? Root : $"{Root}.{layer}";

    private static string Regex(string layer) => System.Text.RegularExpressions.Regex.Escape(NameOf(layer));
}
