using System.Text.RegularExpressions;
using ImageGen.Local.Cli;
using ImageGen.Tests.Local.Cli;
using Xunit.Abstractions;

namespace ImageGen.Tests.Fuzz;

/// <summary>
/// Command lines, storyboard files and settings of every kind of wrong: an exit code and a sentence come of each, and nothing outside the
/// folder.
/// </summary>
public sealed partial class CliFuzzTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private static readonly string[] Commands = ["generate", "runs", "status", "pause", "resume", "cancel", "retry", "serve"];

    private static readonly string[] Options =
    [
        "--out", "--styles", "--overwrite", "--style-reference", "--max-cost", "--model", "--seed", "--data", "--urls", "--drop", "--help",
        "-h", "-?", "--version", "--nonsense", "-x", "--", "-", "/?",
    ];

    [Fact]
    public Task CommandLine_AnyArguments_EndsWithACodeAndASentence() => RunAllAsync(500);

    [Fact]
    [Trait("Lane", "second")]
    public Task CommandLine_TwoThousandCommands_EndWithACodeAndASentence() => RunAllAsync(2_000);

    private async Task RunAllAsync(int cases)
    {
        var failures = new Failures();
        var codes = new SortedDictionary<int, int>();
        for (var seed = 1; seed <= cases; seed++)
        {
            var (args, storyboard, settings) = Create(new Chance(seed));
            using var driver = new CliDriver { Host = new FakeRunHost().Ends(), Current = "here" };
            driver.Interrupts.Raise();
            driver.Folder.Write("here/board.json", storyboard);
            if (settings is not null)
            {
                driver.Folder.Write("here/appsettings.json", settings);
            }

            var command = string.Join(' ', args.Select(a => $"'{a}'"));
            try
            {
                var code = await driver.RunAsync([.. args]).WaitAsync(Deadline);
                codes[code] = codes.GetValueOrDefault(code) + 1;
                if (Broken(code, driver) is { } rule)
                {
                    failures.Add(seed, command, rule);
                }
            }
            catch (Exception e)
            {
                failures.Add(seed, command, e.ToString());
            }

            Assert.All(driver.Folder.Files(), file => Assert.StartsWith("here/", file, StringComparison.Ordinal));
        }

        output.WriteLine(string.Join(", ", codes.Select(c => $"{c.Key}: {c.Value}")));
        Assert.True(failures.IsEmpty, failures.ToString());
        Assert.Contains(ExitCode.Usage, codes.Keys);
        Assert.Contains(ExitCode.Done, codes.Keys);
    }

    /// <summary>A file without end, as a mistyped path can be, is no reason to fill the memory.</summary>
    [SkippableOnWindowsFact]
    public async Task Generate_FileWithoutEnd_IsRefused()
    {
        using var driver = new CliDriver();

        Assert.Equal(ExitCode.Usage, await driver.RunAsync("generate", "/dev/zero"));

        Assert.Contains("larger than", driver.Error, StringComparison.Ordinal);
    }

    private static (List<string> Args, byte[] Storyboard, string? Settings) Create(Chance chance)
    {
        var json = new OddJson(chance);
        var args = new List<string>();
        var command = chance.In(15) ? OddText.Of(chance) : Commands[chance.Below(Commands.Length)];
        args.Add(command);
        if (command is not ("runs" or "serve") && !chance.In(10))
        {
            args.Add(command == "generate" && !chance.In(4) ? "board.json" : chance.In(3) ? "tale-1" : Within(OddText.Of(chance)));
        }

        for (var i = chance.Below(3); i > 0; i--)
        {
            args.Add(Options[chance.Below(Options.Length)]);
            if (chance.Below(4) > 0)
            {
                args.Add(chance.In(3) ? chance.One(
                    "clear",
                    "1",
                    "2.5",
                    "-1",
                    "1e9",
                    "board.json",
                    "",
                    "http://localhost:5230",
                    "http://0.0.0.0:1",
                    "clear,clear") : Within(OddText.Of(chance)));
            }
        }

        var settings = chance.In(6)
            ? "{\"ImageGen\": "
                + $"{{\"{chance.One("Data", "Styles", "Gemini", "Http", "OnStart", "Limits", "CrashLimit", "Models")}\": {json.Any()}}}}}"
            : null;
        return (args, json.Storyboard(), settings);
    }

    /// <summary>A person may name any folder with <c>--out</c> and <c>--data</c>; here they stay where the test can see them.</summary>
    private static string Within(string text) => text.Replace("..", "__", StringComparison.Ordinal).TrimStart('/', '~');

    private static string? Broken(int code, CliDriver driver)
    {
        var said = driver.Output + driver.Error;
        return code is not (ExitCode.Done or ExitCode.Usage or ExitCode.Incomplete or ExitCode.Interrupted) ? $"Exit code {code}."
            : code == ExitCode.Usage && string.IsNullOrWhiteSpace(driver.Error) ? "Refused without a word."
            : Inside().Match(said) is { Success: true } inside ? $"It shows the program's inside: {inside.Value}"
            : said.Contains('\u001b', StringComparison.Ordinal) ? "It sends the terminal a control sequence."
            : null;
    }

    [GeneratedRegex(@"   at [\w.]+\(|System\.\w+\.|\.cs:line|Unhandled")]
    private static partial Regex Inside();
}

/// <summary>For what only systems with <c>/dev</c> have.</summary>
public sealed class SkippableOnWindowsFactAttribute : FactAttribute
{
    public SkippableOnWindowsFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "There is no /dev/zero here.";
        }
    }
}
