using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using ImageGen.Core.KeyPools;
using ImageGen.Local.Engine;
using Mono.Cecil;

namespace ImageGen.Tests.Races.Control;

/// <summary>Explores interleavings of a scenario, in a rewritten copy of the product and of these tests.</summary>
internal static class Exploration
{
    private static readonly ConcurrentDictionary<string, Lazy<Assembly>> Copies = new();

    /// <summary>How many seeds a scenario has: a hundred, or as many times more as <c>IMAGEGEN_RACES</c> says.</summary>
    public static int Seeds { get; } =
        100 * (int.TryParse(Environment.GetEnvironmentVariable("IMAGEGEN_RACES"), out var factor) && factor > 0 ? factor : 1);

    /// <summary>Interleavings by seed, up to the first that fails.</summary>
    public static Findings BySeed(Func<Interleaving, Task> scenario, int first, int count, params Fault[] faults) =>
        BySeed(scenario.Method.DeclaringType!, scenario.Method.Name, first, count, faults);

    /// <summary>The same with the scenario by name.</summary>
    public static Findings BySeed(Type type, string scenario, int first, int count, params Fault[] faults) =>
        Call(nameof(Explorer.BySeed), type, scenario, [first, count], faults);

    /// <summary>Every interleaving with at most so many preemptions, at most <paramref name="most"/> of them.</summary>
    public static Findings Exhaustively(Func<Interleaving, Task> scenario, int preemptions, int most, params Fault[] faults) =>
        Call(nameof(Explorer.Exhaustively), scenario.Method.DeclaringType!, scenario.Method.Name, [preemptions, most], faults);

    private static Findings Call(string method, Type type, string scenario, object[] arguments, Fault[] faults)
    {
        var planted = string.Join<Fault>('|', faults);
        var copy = Copies.GetOrAdd(planted, _ => new Lazy<Assembly>(() => Copy.Of(faults))).Value;
        var explorer = copy.GetType(typeof(Explorer).FullName!)!.GetMethod(method)!;
        var watch = Stopwatch.StartNew();
        var result = explorer.Invoke(null, [type.FullName, scenario, .. arguments])!;
        var (failure, count, steps, distinct, hash, isComplete, uncontrolled) = ((string?, int, long, int, ulong, bool, int))result;
        return new Findings(failure, count, steps, distinct, hash, isComplete, uncontrolled, watch.Elapsed);
    }

    private sealed class Copy() : AssemblyLoadContext("races")
    {
        private static readonly ConcurrentDictionary<(Type Of, string Planted), Lazy<byte[]>> Rewritten = new();
        private static readonly Type[] Modules = [typeof(Exploration), typeof(KeyPool), typeof(SharedKeyPool)];

        private readonly Dictionary<string, byte[]> _rewritten = [];

        public static Assembly Of(Fault[] faults)
        {
            var context = new Copy();
            foreach (var module in Modules)
            {
                // A module without a fault is the same in every copy.
                Fault[] own = [.. faults.Where(f => module.Assembly.GetType(f.Within) is not null)];
                context._rewritten[module.Assembly.GetName().Name!] =
                    Rewritten.GetOrAdd((module, string.Join<Fault>('|', own)), _ => new Lazy<byte[]>(() => Rewrite(module, own))).Value;
            }

            return faults.All(f => Modules.Any(m => m.Assembly.GetType(f.Within) is not null))
                ? context.LoadFromAssemblyName(typeof(Exploration).Assembly.GetName())
                : throw new InvalidOperationException($"Not planted: {string.Join<Fault>("; ", faults)}");
        }

        private static byte[] Rewrite(Type of, Fault[] faults)
        {
            using var resolver = new DefaultAssemblyResolver();
            resolver.AddSearchDirectory(AppContext.BaseDirectory);
            var parameters = new ReaderParameters { AssemblyResolver = resolver, InMemory = true };
            using var tests = ModuleDefinition.ReadModule(typeof(Exploration).Assembly.Location, parameters);
            using var other = of == typeof(Exploration) ? null : ModuleDefinition.ReadModule(of.Assembly.Location, parameters);
            var rewriter = new Rewriter(tests, faults);
            rewriter.Rewrite(other ?? tests);
            using var stream = new MemoryStream();
            (other ?? tests).Write(stream);
            return rewriter.Done.Count == faults.Length
                ? stream.ToArray()
                : throw new InvalidOperationException($"Not planted: {string.Join("; ", faults.Except(rewriter.Done))}");
        }

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _rewritten.TryGetValue(assemblyName.Name!, out var bytes) ? LoadFromStream(new MemoryStream(bytes))
            : assemblyName.Name!.StartsWith("ImageGen.", StringComparison.Ordinal)
                && Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll") is var path && File.Exists(path)
                ? LoadFromAssemblyPath(path)
                : null;
    }
}

/// <summary>What an exploration found.</summary>
/// <param name="Failure">The first failure, with its seed; null: none.</param>
/// <param name="Count">Interleavings.</param>
/// <param name="Steps">Points in all of them.</param>
/// <param name="Distinct">How many were different.</param>
/// <param name="Hash">Equal for equal interleavings in equal order.</param>
/// <param name="IsComplete">There are no others within the bound.</param>
/// <param name="Uncontrolled">How often something continued that the scheduler had not started.</param>
/// <param name="Time">How long it took.</param>
internal sealed record Findings(
    string? Failure, int Count, long Steps, int Distinct, ulong Hash, bool IsComplete, int Uncontrolled, TimeSpan Time);

/// <summary>Runs inside the copy; called by name.</summary>
internal static class Explorer
{
    private static readonly ConcurrentDictionary<string, bool> Warm = new();

    public static (string? Failure, int Count, long Steps, int Distinct, ulong Hash, bool IsComplete, int Uncontrolled) BySeed(
        string type, string method, int first, int count)
    {
        var seed = first;
        return Explore(type, method, () => (Choice.By(seed), seed), () => ++seed < first + count);
    }

    public static (string? Failure, int Count, long Steps, int Distinct, ulong Hash, bool IsComplete, int Uncontrolled) Exhaustively(
        string type, string method, int preemptions, int most)
    {
        var choice = new Exhaustive(preemptions);
        var count = 0;
        var isComplete = false;
        var all = Explore(type, method, () => (choice, 0), () => ++count < most && !(isComplete = !choice.Advance()));
        return all with { IsComplete = isComplete };
    }

    private static (string? Failure, int Count, long Steps, int Distinct, ulong Hash, bool IsComplete, int Uncontrolled) Explore(
        string type, string method, Func<(Choice Choice, int Seed)> next, Func<bool> advance)
    {
        const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
        var found = typeof(Explorer).Assembly.GetType(type)!.GetMethod(method, AnyStatic)!;
        var scenario = found.CreateDelegate<Func<Interleaving, Task>>();
        if (Warm.TryAdd(type + method, true))
        {
            // Static members that are made on the way take steps that no later interleaving has.
            new Interleaving(new Walk(0), 0).Run(scenario);
        }

        var hashes = new HashSet<ulong>();
        var (count, steps, hash, uncontrolled) = (0, 0L, 0UL, 0);
        do
        {
            var (choice, seed) = next();
            var interleaving = new Interleaving(choice, seed);
            var failure = interleaving.Run(scenario);
            count++;
            steps += interleaving.Steps;
            uncontrolled += interleaving.Uncontrolled;
            hash = (hash * 31) + interleaving.Hash;
            hashes.Add(interleaving.Hash);
            if (failure is not null)
            {
                return (failure, count, steps, hashes.Count, hash, false, uncontrolled);
            }
        }
        while (advance());

        return (null, count, steps, hashes.Count, hash, false, uncontrolled);
    }
}
