namespace ImageGen.Tests.Races;

/// <summary>Faults that explorations have to find: called in place of the product's own members, see <see cref="Control.Fault"/>.</summary>
internal static class Planted
{
}
