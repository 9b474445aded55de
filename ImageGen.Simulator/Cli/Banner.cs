using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Log;

namespace ImageGen.Simulator.Cli;

/// <summary>What the command prints: where it is, what it simulates, how to use it, and at the end what it saw.</summary>
internal static class Banner
{
    private static readonly string[] Styles = ["illustration", "clear", "consistent"];

    public static string Of(SimulatorOptions options, string baseUrl)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Gemini stand-in at {baseUrl}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"  models    {string.Join(", ", options.Models.Select(m => m.Id))}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  keys      {KeysOf(options)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  limits    {LimitsOf(options)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  latency   {LatencyOf(options)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  faults    {FaultsOf(options)}, seed {options.Seed}");
        if (TroublesOf(options) is { Length: > 0 } troubles)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  troubles  {troubles}");
        }

        if (options.Speed != 1)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  speed     {options.Speed:0.##}: the times above are already divided by it");
        }

        text.AppendLine();
        text.AppendLine("Point ImageGen at it:");
        text.AppendLine(CultureInfo.InvariantCulture, $"  export ImageGen__Gemini__BaseUrl={baseUrl}");
        foreach (var (i, style) in Styles.Index())
        {
            var value = options.Keys.IsEmpty ? $"test-key-{i + 1}" : "<one of the keys>";
            text.AppendLine(CultureInfo.InvariantCulture, $"  export ImageGen__Styles__{style}__Keys__0__Value={value}");
        }

        foreach (var setting in LimitSettingsOf(options))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  export {setting}");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Look on: {baseUrl}/stats and {baseUrl}/calls. Ctrl-C ends it.");
        return text.ToString();
    }

    public static string Farewell(SimulatorStats stats) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stats.Calls} calls, {stats.Images} images, {stats.RateLimited.Values.Sum()} rate limited, "
        + $"{stats.Faults.Values.Sum()} faults; they would have cost ${stats.EstimatedCostUsd:0.00}.");

    private static string KeysOf(SimulatorOptions options)
    {
        if (options.Keys.IsEmpty) return "any, each with a project of its own";
        var projects = options.Keys.Select((k, i) => k.Project ?? $"key-{i + 1}").Distinct().Count();
        var bad = options.Keys.Count(k => k.State != KeyState.Valid);
        return string.Create(CultureInfo.InvariantCulture, $"{options.Keys.Length} in {projects} projects; {bad} of them not valid");
    }

    private static string LimitsOf(SimulatorOptions options)
    {
        List<string> limits = [];
        var (window, spendWindow) = (Durations.Show(options.Window / options.Speed), Durations.Show(options.SpendWindow / options.Speed));
        if (options.RequestsPerWindow is { } requests) limits.Add($"{requests} requests in any {window}");
        if (options.RequestsPerDay is { } day) limits.Add($"{day} requests a day");
        if (options.SpendLimitUsd is { } usd) limits.Add(string.Create(CultureInfo.InvariantCulture, $"${usd:0.##} in any {spendWindow}"));
        return limits.Count == 0 ? "none" : $"{string.Join(", ", limits)}, each per project";
    }

    /// <summary>
    /// ImageGen cannot know that this service is faster or slower than its own defaults, and would wait a minute where 3 s do.
    /// </summary>
    private static IEnumerable<string> LimitSettingsOf(SimulatorOptions options)
    {
        if (options.RequestsPerWindow is not { } requests)
        {
            yield break;
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"ImageGen__Limits__Requests={requests}");
        yield return string.Create(
            CultureInfo.InvariantCulture, $"ImageGen__Limits__Window={Math.Ceiling((options.Window / options.Speed).TotalMilliseconds)}ms");
    }

    private static string LatencyOf(SimulatorOptions options)
    {
        var latency = options.Latency;
        if (latency.P99 == TimeSpan.Zero) return "none";
        return latency.Min == latency.P99
            ? Show(latency.Min)
            : $"{Show(latency.Min)} at least, {Show(latency.Median)} in the middle, {Show(latency.P99)} for 1 in 100";

        string Show(TimeSpan span) => Durations.Show(span / options.Speed);
    }

    private static string TroublesOf(SimulatorOptions options)
    {
        List<string> troubles = [];
        foreach (var overload in options.Overloads)
        {
            var length = overload.Duration == TimeSpan.MaxValue ? "always" : $"for {Durations.Show(overload.Duration / options.Speed)}";
            troubles.Add(
                $"{overload.Project ?? "everything"} overloaded {length} from {Durations.Show(overload.Start / options.Speed)} on");
        }

        foreach (var account in options.Accounts)
        {
            var projects = account.Projects.IsDefaultOrEmpty ? "all projects" : string.Join(", ", account.Projects);
            troubles.Add(string.Create(CultureInfo.InvariantCulture, $"${account.PrepaidUsd:0.00} prepaid for {projects}"));
        }

        troubles.AddRange(options.LostModels.Select(l => $"{l.Project ?? "all projects"} without {l.Model ?? "any model"}"));
        return string.Join("; ", troubles);
    }

    private static string FaultsOf(SimulatorOptions options)
    {
        var share = options.Faults.Rates.Sum(r => r.Rate);
        var chance = share == 0
            ? "none by chance"
            : string.Create(CultureInfo.InvariantCulture, $"{share:P1} of calls, {options.Faults.Rates.Length} kinds");
        return options.Script.IsEmpty ? chance : $"{chance}; {options.Script.Length} by script";
    }
}
