using ImageGen.Tests.Browser;
using ImageGen.Tests.Crash;
using ImageGen.Tests.Races;
using ImageGen.Tests.Simulation.WholeRuns;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ImageGen.Tests.Support.LongestFirst", "ImageGen.Tests")]

namespace ImageGen.Tests.Support;

/// <summary>Starts the collections that take longest before all others: one of them begun last would run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>A class without a collection of its own is one by its full name.</summary>
    private static readonly string[] Long =
    [
        WithBrowser.Name, NameOf<DiskTests>(), NameOf<KillTests>(), NameOf<EngineRaceTests>(), NameOf<RunLogRaceTests>(),
        NameOf<PlantedFaultTests>(), NameOf<KeyPoolRaceTests>(), NameOf<ControlTests>(), NameOf<WholeRunSimulationTests>(),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Place);

    private static int Place(ITestCollection collection)
    {
        var place = Array.IndexOf(Long, collection.DisplayName);
        return place < 0 ? Long.Length : place;
    }

    private static string NameOf<T>() => $"Test collection for {typeof(T).FullName}";
}
