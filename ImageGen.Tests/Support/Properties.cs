using FsCheck;
using FsCheck.Fluent;

namespace ImageGen.Tests.Support;

/// <summary>Property tests that generate the same cases in every run.</summary>
internal static class Properties
{
    /// <summary>Fails with the smallest counterexample unless <paramref name="holds"/> for every generated case.</summary>
    public static void ForAll<T>(Gen<T> cases, Func<T, bool> holds, int count = 500, ulong seed = 20261121)
    {
        var drawn = 0;
        Prop.ForAll(Arb.From(cases), c => ++drawn > 0 && holds(c))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, 1));
        Assert.True(drawn >= count, $"Only {drawn} cases were generated.");
    }
}
