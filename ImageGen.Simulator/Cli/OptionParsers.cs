using System.CommandLine.Parsing;
using System.Globalization;
using ImageGen.Simulator.Faults;

namespace ImageGen.Simulator.Cli;

/// <summary>Texts of the command line into options; what cannot be read becomes an error of that option.</summary>
internal static class OptionParsers
{
    private const StringSplitOptions Separated = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    public static TimeSpan Duration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Durations.TryParse(text, out var duration) && duration > TimeSpan.Zero) return duration;
        result.AddError($"'{text}' is not a duration; write it like 500ms, 8s, 1m.");
        return default;
    }

    /// <summary><c>none</c>, one duration, or min/median/p99.</summary>
    public static LatencyDistribution Latency(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "none") return LatencyDistribution.None;
        TimeSpan[] parts = [.. text.Split('/').Select(p => Durations.TryParse(p, out var duration) ? duration : TimeSpan.MinValue)];
        if (!parts.Contains(TimeSpan.MinValue))
        {
            if (parts is [var all]) return LatencyDistribution.Fixed(all);
            if (parts is [var min, var median, var p99])
            {
                LatencyDistribution latency = new(min, median, p99);
                if (!latency.Validate().Any()) return latency;
            }
        }

        result.AddError($"'{text}' is not a latency; write none, one duration (8s), or min/median/p99 in rising order (4s/8s/25s).");
        return LatencyDistribution.None;
    }

    public static FaultMix Mix(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        switch (text)
        {
            case "none": return FaultMix.None;
            case "standard": return FaultMix.Standard;
            case "harsh": return FaultMix.Harsh;
            default:
                result.AddError($"'{text}' is not a fault mix; choose none, standard or harsh.");
                return FaultMix.None;
        }
    }

    /// <summary>Each <c>value[=project][:state]</c>, separated by commas.</summary>
    public static SimulatorKey[] Keys(ArgumentResult result) =>
        [.. result.Tokens.SelectMany(t => t.Value.Split(',', Separated)).Select(text => Key(text, result))];

    /// <summary><c>beat=fault[*times]</c>.</summary>
    public static ScriptedFault[] Script(ArgumentResult result) =>
        [.. result.Tokens.Select(t => Scripted(t.Value, result)).OfType<ScriptedFault>()];

    private static SimulatorKey Key(string text, ArgumentResult result)
    {
        var (rest, stateText) = text.Split(':', 2) is [var before, var after] ? (before, after) : (text, "valid");
        var (value, project) = rest.Split('=', 2) is [var left, var right] ? (left, right) : (rest, null);
        var stateName = stateText.Replace("-", "", StringComparison.Ordinal);
        if (!Enum.TryParse<KeyState>(stateName, ignoreCase: true, out var state) || !stateName.All(char.IsAsciiLetter))
        {
            result.AddError($"'{stateText}' is not a key state; choose valid, invalid, expired, leaked, service-disabled or not-entitled.");
        }

        if (value.Length == 0) result.AddError("A key has no value; write value, value=project or value=project:state.");
        return new SimulatorKey(value, project, state);
    }

    private static ScriptedFault? Scripted(string text, ArgumentResult result)
    {
        if (text.Split('=', 2) is [{ Length: > 0 } beat, var rest])
        {
            var (name, timesText) = rest.Split('*', 2) is [var before, var after] ? (before, after) : (rest, "1");
            if (SimulatedFault.Parse(name) is { } fault
                && int.TryParse(timesText, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                && times > 0)
            {
                return ScriptedFault.ForBeat(beat, fault, times);
            }
        }

        result.AddError($"'{text}' is not a scripted fault; write it like clear/1.3=unavailable*2. Faults: "
            + $"{string.Join(", ", SimulatedFault.All)}, finished:REASON, prompt-blocked:REASON.");
        return null;
    }
}
