using System.CommandLine.Parsing;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Troubles;

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

    /// <summary>Mixes and <c>fault=share</c>, separated by commas.</summary>
    public static FaultMix Mix(ArgumentResult result)
    {
        FaultMix[] parts = [.. result.Tokens[0].Value.Split(',', Separated).Select(text => MixPart(text, result))];
        return parts is [var only] ? only : new FaultMix([.. parts.SelectMany(p => p.Rates)]);
    }

    /// <summary>Each <c>duration[@start][=project]</c>; <c>always</c> for a duration without end.</summary>
    public static Overload[] Overloads(ArgumentResult result) =>
        [.. result.Tokens.Select(t => OverloadOf(t.Value, result)).OfType<Overload>()];

    /// <summary>Each <c>usd[=project+project][:429]</c>.</summary>
    public static BillingAccount[] Accounts(ArgumentResult result) =>
        [.. result.Tokens.Select(t => AccountOf(t.Value, result)).OfType<BillingAccount>()];

    /// <summary>Each <c>project[=model]</c>; <c>*</c> for all projects.</summary>
    public static LostModel[] LostModels(ArgumentResult result) => [.. result.Tokens.Select(t => LostModelOf(t.Value))];

    /// <summary>The member of <typeparamref name="T"/> with that name, in lower case.</summary>
    public static T Choice<T>(ArgumentResult result)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var choice)) return choice;
        var names = string.Join(" or ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()));
        result.AddError($"'{text}' cannot be chosen; write {names}.");
        return default;
    }

    /// <summary>Each <c>value[=project][:state]</c>, separated by commas.</summary>
    public static SimulatorKey[] Keys(ArgumentResult result) =>
        [.. result.Tokens.SelectMany(t => t.Value.Split(',', Separated)).Select(text => Key(text, result))];

    /// <summary><c>beat=fault[*times]</c>.</summary>
    public static ScriptedFault[] Script(ArgumentResult result) =>
        [.. result.Tokens.Select(t => Scripted(t.Value, result)).OfType<ScriptedFault>()];

    private static FaultMix MixPart(string text, ArgumentResult result)
    {
        switch (text)
        {
            case "none": return FaultMix.None;
            case "standard": return FaultMix.Standard;
            case "harsh": return FaultMix.Harsh;
            default:
                if (text.Split('=', 2) is [var name, var share] && SimulatedFault.Parse(name) is { } fault && ShareOf(share) is { } rate)
                {
                    return FaultMix.Of(fault, rate);
                }

                result.AddError(
                    $"'{text}' is not a fault mix; write none, standard, harsh or a fault with its share, such as stray-429=5%.");
                return FaultMix.None;
        }
    }

    private static double? ShareOf(string text)
    {
        var isPercent = text.EndsWith('%');
        var number = isPercent ? text[..^1] : text;
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)) return null;
        share = isPercent ? share / 100 : share;
        return share <= 1 ? share : null;
    }

    private static Overload? OverloadOf(string text, ArgumentResult result)
    {
        var (span, project) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, null);
        var (durationText, startText) = span.Split('@', 2) is [var before, var after] ? (before, after) : (span, "0s");
        var duration = TimeSpan.MaxValue;
        if ((durationText == "always" || Durations.TryParse(durationText, out duration)) && Durations.TryParse(startText, out var start))
        {
            Overload overload = new(duration, start, project);
            if (!overload.Validate().Any()) return overload;
        }

        result.AddError($"'{text}' is not an overload; write it like 120s, 120s@60s, 5m@30s=project-b or always=project-b.");
        return null;
    }

    private static BillingAccount? AccountOf(string text, ArgumentResult result)
    {
        var isOldForm = text.EndsWith(":429", StringComparison.Ordinal);
        var rest = isOldForm ? text[..^4] : text;
        var (usdText, projects) = rest.Split('=', 2) is [var left, var right] ? (left, right.Split('+', Separated)) : (rest, []);
        if (decimal.TryParse(usdText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd))
        {
            return new BillingAccount(usd, [.. projects]) { AnswersWith429 = isOldForm };
        }

        result.AddError($"'{text}' is not a prepaid credit; write it like 1.50, 1.50=project-a+project-b or 1.50:429.");
        return null;
    }

    private static LostModel LostModelOf(string text)
    {
        var (project, model) = text.Split('=', 2) is [var left, var right] ? (left, right) : (text, null);
        return new LostModel(project == "*" ? null : project, model);
    }

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
        if (text.Split('=', 2) is [{ Length: > 0 } target, var rest])
        {
            var (name, timesText) = rest.Split('*', 2) is [var before, var after] ? (before, after) : (rest, "1");
            if (SimulatedFault.Parse(name) is { } fault && TimesOf(timesText) is { } times)
            {
                return For(target, fault, times);
            }
        }

        result.AddError($"'{text}' is not a scripted fault; write it like clear/1.3=unavailable*2 or project:project-b=location*all. "
            + "Faults: "
            + $"{string.Join(", ", SimulatedFault.All)}, finished:REASON, prompt-blocked:REASON, slow:DURATION.");
        return null;
    }

    private static int? TimesOf(string text)
    {
        if (text == "all") return int.MaxValue;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times > 0 ? times : null;
    }

    private static ScriptedFault For(string target, SimulatedFault fault, int times) => target.Split(':', 2) switch
    {
        ["project", var project] => ScriptedFault.ForProject(project, fault, times),
        ["key", var key] => ScriptedFault.ForKey(key, fault, times),
        ["any"] => ScriptedFault.ForAny(fault, times),
        _ => ScriptedFault.ForBeat(target, fault, times),
    };
}
