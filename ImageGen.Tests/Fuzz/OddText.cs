namespace ImageGen.Tests.Fuzz;

/// <summary>Text that programs trip over, as text: names, words, pieces of paths.</summary>
internal static class OddText
{
    private static readonly string[] Names =
    [
        "", " ", ".", "..", "...", "/", "\\", "../../outside/secret", "..\\..\\outside\\secret", "/etc/passwd", "C:\\Windows\\win.ini",
        "\\\\host\\share",
        "~", "~root", "$HOME", "%TEMP%", "`id`", "$(id)", ";id", "|id", "-rf", "--data", "file:///etc/passwd", "http://127.0.0.1:1/", "CON",
        "con.txt",
        "aux.png", "NUL", "nul.", "COM1", "LPT9.x", "prn", "clock$", "name.", "name ", " name", "name...", ".hidden", ".imagegen", "a:b",
        "a:$DATA",
        "a*b?", "<a>", "\"", "'", "a\0b", "\0", "a\nb", "a\r\nSet-Cookie: a=b", "a\tb", "\u001b[31mred", "\u0007", "\u0085", "\u2028",
        "\u202Egnp.exe",
        "\u200B", "\uFEFF", "\uFFFD", "\uFFFF", "ﾃﾞ", "e\u0301", "İ", "ß", "ﬀ", "𝔸", "👩‍👩‍👧‍👦", "\u0000\u0001",
        "tale", "TALE", "tale-1",
        "tale-1/..",
        "tale%2f..", "%2e%2e", "%00", "%", "%zz", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}",
        "${jndi:ldap://x}",
        "' OR 1=1 --", "[red]", "[/]", "{0}", "{", "%s%n", "null", "undefined", "true", "NaN", "1e400", "-1", "0x10", "１", "٣", "1,1",
        "1.1", "Beat 1.1",
        "shot 1", "Shot_99999999999999999999", "clear", "Clear", "illustration ", "consistent/../clear",
    ];

    public static string Of(Chance chance) => chance.Below(12) switch
    {
        0 =>
            new string(
                chance.One('a', '.', '/', '\u00e9', '\u4e2d', '0'),
                chance.One(31, 32, 33, 63, 64, 65, 127, 200, 255, 256, 1024, 1025, 4096)),
        1 => Name(chance) + Name(chance),
        2 => Name(chance) + "/" + Name(chance),
        3 => string.Concat(Enumerable.Range(0, 1 + chance.Below(40)).Select(_ => (char)chance.Below(0x250))),
        4 => string.Concat(Enumerable.Range(0, 1 + chance.Below(8)).Select(_ => (char)chance.Below(0x10000))),
        _ => Name(chance),
    };

    private static string Name(Chance chance) => Names[chance.Below(Names.Length)];
}
