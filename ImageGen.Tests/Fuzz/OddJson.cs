namespace ImageGen.Tests.Fuzz;

/// <summary>JSON of every kind of wrong: first values that do not fit their place, then bytes that are no JSON.</summary>
internal sealed class OddJson(Chance chance)
{
    /// <summary>A request to generate, in which any value may be of another kind; rarely quite right.</summary>
    public byte[] Storyboard()
    {
        var odds = chance.One(3, 8, 20, 60, 100_000);
        var text = new StringBuilder();
        Object(text, odds,
            ("projectPath", t => Value(t, odds, Quote(chance.One("projects/tale", "projects/saga", "saga/two", "epic", "Tale")))),
            ("promptsByStyle", t => Value(t, odds, Styles(odds))),
            ("options", t => Value(t, odds, Options(odds))));
        return Bytes(text.ToString());
    }

    /// <summary>A body for one of the controls; often one that another control has.</summary>
    public byte[] Control()
    {
        var odds = chance.One(3, 10, 100_000);
        var text = new StringBuilder();
        (string, Action<StringBuilder>) field = chance.Below(5) switch
        {
            0 => ("reason", t => Value(t, odds, "\"Lunch.\"")),
            1 => ("maxCostUsd", t => Value(t, odds, "2.5")),
            2 => ("dropInFlight", t => Value(t, odds, chance.One("true", "false"))),
            _ => ("beats", t => Value(t, odds, $$"""[{"style":{{Or(odds, "\"clear\"")}},"beat_number":{{Or(odds, "\"1.1\"")}}}]""")),
        };
        Object(text, odds, field);
        return Bytes(text.ToString());
    }

    /// <summary>Any JSON value, right or wrong in itself.</summary>
    public string Any(int depth = 3) => chance.Below(depth > 0 ? 16 : 12) switch
    {
        0 => Quote(OddText.Of(chance)),
        1 => chance.One("\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"\\u12\"", "'a'", "\"a", "\"\t\"", "\"\\\""),
        2 =>
            chance.One(
                "1e999999",
                "-1e999999",
                "1e-999999",
                "99999999999999999999999999999",
                "-0",
                "0.1e1",
                "1.",
                ".5",
                "01",
                "+1",
                "0x1",
                "1_000",
                "--1"),
        3 => new string('9', chance.One(10, 19, 20, 28, 29, 30, 400, 20_000)),
        4 => chance.One("NaN", "Infinity", "-Infinity", "undefined", "None", "True", "nul", "tru", "/* c */ 1", "// c\n1", "", ","),
        5 => chance.One("null", "true", "false", "0", "-1", "\"\"", "[]", "{}", "[[]]", "[null]", "{\"\":null}"),
        6 => Deep(chance.One(4, 8, 9, 31, 32, 33, 64, 65, 1_000, 50_000)),
        7 =>
            chance.One(
                "2147483647",
                "2147483648",
                "-2147483649",
                "9007199254740993",
                "18446744073709551616",
                "999999",
                "1000000",
                "1.0",
                "1.10",
                "1e0"),
        8 => "{" + string.Join(',', Enumerable.Range(0, chance.One(2, 63, 64, 65, 3_000)).Select(i => $"\"f{i}\":{i}")) + "}",
        9 => "[" + string.Join(',', Enumerable.Repeat(chance.One("0", "{}", "null", "\"1.1\""), chance.One(1, 100, 10_001))) + "]",
        10 => Quote(new string('x', chance.One(500, 501, 1_024, 32_768, 32_769, 200_000))),
        11 => "{\"__proto__\":{\"a\":1},\"$type\":\"Thing, library\",\"$ref\":\"#\"}",
        12 => $"[{Any(depth - 1)},{Any(depth - 1)}]",
        13 => $"{{{Quote(OddText.Of(chance))}:{Any(depth - 1)}}}",
        14 => $"{{\"a\":{Any(depth - 1)},\"a\":{Any(depth - 1)}}}",
        _ => $"[{string.Join(',', Enumerable.Range(0, chance.Below(6)).Select(_ => Any(depth - 1)))}]",
    };

    private string Styles(int odds)
    {
        var text = new StringBuilder();
        var styles = ImageStyles.All.Select(style => style.Name()).Take(1 + chance.Below(3));
        Object(text, odds, [.. styles.Select(style => (style, (Action<StringBuilder>)(t => Value(t, odds, Beats(odds)))))]);
        return text.ToString();
    }

    private string Beats(int odds) => $"[{string.Join(',', Enumerable.Range(1, chance.One(0, 1, 2, 2, 3, 7)).Select(i => Beat(i, odds)))}]";

    private string Beat(int number, int odds)
    {
        var text = new StringBuilder();
        Object(text, odds * 2,
            ("shot_number", t => Value(t, odds * 2, chance.One("1", "\"1\"", "\"Shot 1\""))),
            ("beat_number", t => Value(t, odds * 2, $"\"1.{number.ToString(CultureInfo.InvariantCulture)}\"")),
            ("script_phrase", t => Value(t, odds * 2, "\"Once.\"")),
            ("transition_type", t => Value(t, odds * 2, chance.One("\"H\"", "\"C\"", "\"Fade\""))),
            ("ai_prompt", t => Value(t, odds * 2, "\"A hare.\"")));
        return text.ToString();
    }

    private string Options(int odds) => chance.Below(4) switch
    {
        0 => "null",
        1 => "{}",
        _ =>
            $"{{\"{Option()}\":{Or(odds / 2, "null")}}}",
    };

    private string Option() => chance.One(
        "model", "aspectRatio", "imageSize", "overwrite", "onChanged", "onQuotaExhausted", "maxCostUsd", "maxParallel", "first");

    private void Object(StringBuilder text, int odds, params (string Name, Action<StringBuilder> Write)[] fields)
    {
        text.Append('{');
        foreach (var (i, (name, write)) in fields.Index())
        {
            if (chance.In(odds * 3))
            {
                continue;
            }

            text.Append(i > 0 && !chance.In(odds * 20) ? "," : "").Append(chance.In(odds * 3) ? OddName(name) : Quote(name)).Append(':');
            write(text);
            if (chance.In(odds * 6))
            {
                text.Append(',').Append(Quote(name)).Append(':');
                write(text);
            }
        }

        text.Append(chance.In(odds * 10) ? $",{Quote(OddText.Of(chance))}:{Any(1)}" : "").Append(chance.In(odds * 20) ? ",}" : "}");
    }

    private string OddName(string name) => chance.Below(5) switch
    {
        0 => "\"\\ud800\"",
        1 => Quote(name.ToUpperInvariant()),
        2 => Quote(name[..^1]),
        3 => name,
        _ => Quote(OddText.Of(chance)),
    };

    private void Value(StringBuilder text, int odds, string usual) => text.Append(Or(odds, usual));

    private string Or(int odds, string usual) => chance.In(Math.Max(odds, 2)) ? Any() : usual;

    private string Deep(int levels)
    {
        var (open, close) = chance.One(("[", "]"), ("{\"a\":", "}"));
        var end = chance.In(3) ? "" : string.Concat(Enumerable.Repeat(close, levels));
        return string.Concat(Enumerable.Repeat(open, levels)) + "1" + end;
    }

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private byte[] Bytes(string text) => chance.Below(14) switch
    {
        0 => Damaged(text),
        1 => chance.One(Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1, Encoding.ASCII).GetBytes(text),
        2 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
        3 when chance.In(3) => [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
        3 when chance.In(2) => chance.Bytes(chance.Below(3_000)),
        3 => Encoding.UTF8.GetBytes(Any(4)),
        4 when chance.In(2) => Encoding.UTF8.GetBytes(text + chance.One("x", "{}", "\0", ",", "]", "\u00A0")),
        _ => Encoding.UTF8.GetBytes(text),
    };

    private byte[] Damaged(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = 1 + chance.Below(3); i > 0 && bytes.Count > 1; i--)
        {
            var at = chance.Below(bytes.Count);
            switch (chance.Below(5))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << chance.Below(8));
                    break;
                case 2:
                    bytes.InsertRange(
                        at,
                        chance.One<byte[]>(
                            [0], [0xFF], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80], [0x0D, 0x0A], [0xEF, 0xBB, 0xBF]));
                    break;
                case 3:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, chance.Below(200))));
                    break;
            }
        }

        return [.. bytes];
    }
}
