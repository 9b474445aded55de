using FsCheck;
using FsCheck.Fluent;

namespace ImageGen.Tests.Core.Storyboards;

public sealed class ProjectNameTests
{
    private static readonly Gen<string> Segments =
        from pieces in Gen.Elements(
            "a", "B", "project", "CON", "nul", "com1", ".", "..", "-", "_", " ", "é", "日本", "🐢", "\0", "\ud800", "%2e", ":", "%", "foo",
            new string('x', 70)).ListOf()
        select string.Concat(pieces);

    private static readonly Gen<string> Paths =
        from segments in Gen.OneOf(Segments, Gen.Constant("projects")).ListOf()
        from separator in Gen.Elements("/", "\\", "//")
        select string.Join(separator, segments);

    [Theory]
    [InlineData("tortoise", "tortoise")]
    [InlineData("projects/tortoise-and-hare", "tortoise-and-hare")]
    [InlineData("/projects/x/", "x")]
    [InlineData("./x", "x")]
    [InlineData("my.project_2", "my.project_2")]
    public void TryFromPath_PlainName_IsKept(string path, string expected) => Assert.Equal(expected, NameOf(path));

    [Theory]
    [InlineData("C:\\work\\x", "x-")]
    [InlineData("CON", "CON-")]
    [InlineData("CON.foo", "CON-foo-")]
    [InlineData("lpt1.tar.gz", "lpt1-tar-gz-")]
    [InlineData(".hidden", "hidden-")]
    [InlineData("a..b", "a--b-")]
    [InlineData("日本", "project-")]
    [InlineData("🐢", "project-")]
    [InlineData("Der Hase & die Schildkröte", "Der-Hase---die-Schildkr-te-")]
    public void TryFromPath_AnythingElse_IsMadeSafeAndHashed(string path, string start)
    {
        var name = NameOf(path);

        Assert.StartsWith(start, name, StringComparison.Ordinal);
        Assert.Equal(start.Length + 8, name.Length);
    }

    [Theory]
    [InlineData("Story", "story")]
    [InlineData("projects/STORY", "Story")]
    [InlineData("/home/Me/My Story", "/HOME/me/my story")]
    [InlineData("Caf\u00e9", "cafe\u0301")]
    [InlineData("C:\\Filme\\\u00c4rger", "c:/filme/a\u0308rger")]
    [InlineData("\u1ee9", "u\u031b\u0301")]
    [InlineData("q\u0323\u0307", "q\u0307\u0323")]
    [InlineData("\ud55c", "\u1112\u1161\u11ab")]
    [InlineData("\u00c5", "\u212b")]
    [InlineData("K", "\u212a")]
    [InlineData("\u03a3", "\u03c2")]
    public void TryFromPath_SpellingsOfOneName_AreOneProjectAndOneRunId(string one, string other)
    {
        Assert.True(ProjectName.TryFromPath(one, out var first) & ProjectName.TryFromPath(other, out var second));

        Assert.Equal(first, second);
        Assert.Equal(RunIds.Create(first, 1), RunIds.Create(second, 1));
    }

    [Theory]
    [InlineData("Story", null)]
    [InlineData("/home/me/my story", null)]
    [InlineData("/home/Me/My Story", "My-Story-3af15d25")]
    public void FormerOf_PathWhoseNameHasChanged_IsTheNameOfEarlierReleases(string path, string? expected) =>
        Assert.Equal(expected, ProjectName.FormerOf(path)?.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("a/..")]
    [InlineData("..\\..")]
    [InlineData("a/---")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\ud800")]
    public void TryFromPath_NothingToNameItBy_IsFalse(string? path) => Assert.False(ProjectName.TryFromPath(path, out _));

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("CON")]
    [InlineData("con.txt")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_NoName_IsFalse(string? text) => Assert.False(ProjectName.TryParse(text, out _));

    [Fact]
    public void TryFromPath_AnyPath_GivesANameThatParsesAgainAndIsNoPath() =>
        Properties.ForAll(Paths, path =>
        {
            if (!ProjectName.TryFromPath(path, out var name))
            {
                return true;
            }

            var value = name.Value;
            return ProjectName.TryParse(value, out var parsed) && parsed == name
                && ProjectName.TryFromPath(value, out var again) && again.Value == value
                && value.Length <= ProjectName.MaxLength
                && value == Path.GetFileName(value) && !value.Contains("..", StringComparison.Ordinal) && value[0] != '.'
                && value == Uri.EscapeDataString(value);
        }, 2000);

    [Fact]
    public void TryFromPath_DifferentPathsWithOneLastSegment_DifferInName() =>
        Properties.ForAll(Gen.Two(Paths).SelectMany(
            p => Segments, (p, last) => (First: $"{p.Item1}/{last}", Second: $"{p.Item2}/{last}")), pair =>
        {
            var areNames = ProjectName.TryFromPath(pair.First, out var first) & ProjectName.TryFromPath(pair.Second, out var second);
            return !areNames || (first == second) == (Canonical(pair.First) == Canonical(pair.Second));
        }, 2000);

    private static string NameOf(string path) => ProjectName.TryFromPath(path, out var name) ? name.Value : "(none)";

    /// <summary>What of a path says which project is meant: its segments, without a lone "projects" before the name.</summary>
    private static string Canonical(string path)
    {
        var segments = path.Split('/', '\\').Select(s => CaseFolding.Fold(s.Trim())).Where(s => s is not ("" or ".")).ToArray();
        return segments is ["projects", var last] && ProjectName.TryParse(last, out _) ? last : string.Join('/', segments);
    }
}
