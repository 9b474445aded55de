using System.Reflection;

namespace ImageGen.Tests.Layers;

/// <summary>How sources are laid out, for what the formatter does not hold.</summary>
public sealed class SourceTests
{
    private const int Columns = 140;
    private const int Lines = 250;

    /// <summary>Files that may be longer, and why.</summary>
    private static readonly Dictionary<string, string> LongSources = new()
    {
        ["ImageGen.Hosting/OpenApi/Operations.cs"] = "one table of operations",
    };

    private static readonly string Root = typeof(SourceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Raw literals are left out: they hold JSON and scripts as others write them.</summary>
    [Fact]
    public void Lines_OutsideOfRawLiterals_HaveAtMost140Columns()
    {
        var sources = Sources().ToArray();
        Assert.True(sources.Length > 700);
        Assert.Empty(sources.SelectMany(TooLong));
    }

    [Fact]
    public void Files_OfTheRepository_HaveAtMost250Lines() =>
        Assert.Equal([], LongFiles().Where(file => !LongSources.Keys.Any(known => file.StartsWith(known, StringComparison.Ordinal))));

    [Fact]
    public void LongSources_Each_StillHasAFileThatIsTooLong() =>
        Assert.Equal([], LongSources.Keys.Where(known => !LongFiles().Any(file => file.StartsWith(known, StringComparison.Ordinal))));

    [Fact]
    public void TooLong_LineAndRawLiteral_OnlyTheLineIsFound()
    {
        var line = new string('x', Columns + 1);

        Assert.Equal([1, 5], LinesOver([line, "var a = \"\"\"", line, "\"\"\";", line, $"\"\"\"{line}\"\"\"", line[1..]]));
    }

    private static IEnumerable<string> LongFiles() => Sources().Where(path => File.ReadLines(path).Count() > Lines)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    private static IEnumerable<string> TooLong(string path) =>
        LinesOver(File.ReadAllLines(path)).Select(number => $"{Path.GetRelativePath(Root, path)}:{number}");

    private static IEnumerable<int> LinesOver(string[] lines)
    {
        var isRaw = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var quotes = lines[i].Split("\"\"\"").Length - 1;
            if (!isRaw && quotes == 0 && lines[i].Length > Columns)
            {
                yield return i + 1;
            }

            isRaw ^= quotes % 2 == 1;
        }
    }

    private static IEnumerable<string> Sources() => Directory.EnumerateDirectories(Root, "ImageGen.*")
        .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));
}
