using System.Text.RegularExpressions;
using ImageGen.Web;

namespace ImageGen.Tests.Web;

public sealed partial class WebAssetsTests
{
    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/index.html", "text/html; charset=utf-8")]
    [InlineData("/js/main.js", "text/javascript; charset=utf-8")]
    [InlineData("/css/base.css", "text/css; charset=utf-8")]
    [InlineData("/assets/mark.svg", "image/svg+xml")]
    public void Find_KnownPath_AnswersWithItsContentType(string path, string contentType) =>
        Assert.Equal(contentType, WebAssets.Find(path)?.ContentType);

    [Theory]
    [InlineData("/nothing.js")]
    [InlineData("/js")]
    [InlineData("/../appsettings.json")]
    [InlineData("/js/../index.html")]
    [InlineData("/INDEX.HTML")]
    public void Find_UnknownPath_AnswersNull(string path) => Assert.Null(WebAssets.Find(path));

    [Fact]
    public void ETag_DifferentFiles_AreStrongAndDiffer()
    {
        var tags = WebAssets.Paths.Select(p => WebAssets.Find(p)!.ETag).ToList();

        Assert.All(tags, tag => Assert.Matches("^\"[0-9a-f]{32}\"$", tag));
        Assert.Equal(tags.Count, tags.Distinct().Count());
    }

    [Theory]
    [InlineData("{0}", true)]
    [InlineData("W/{0}", true)]
    [InlineData("\"other\", {0}", true)]
    [InlineData("*", true)]
    [InlineData("\"other\"", false)]
    [InlineData(null, false)]
    public void IsMatchedBy_IfNoneMatch_TellsWhetherTheClientHasIt(string? header, bool expected)
    {
        var asset = WebAssets.Find("/")!;

        Assert.Equal(expected, asset.IsMatchedBy(header?.Replace("{0}", asset.ETag, StringComparison.Ordinal)));
    }

    [Fact]
    public void Page_EveryReference_IsAFileThatIsServed()
    {
        var missing =
            from path in WebAssets.Paths
            from target in References(path)
            where WebAssets.Find(target) is null
            select $"{path} -> {target}";

        Assert.Equal([], missing.ToList());
    }

    [Fact]
    public void Page_EveryFile_IsReachedFromThePage()
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>([WebAssets.Index]);
        while (open.TryDequeue(out var path))
        {
            if (reached.Add(path) && WebAssets.Find(path) is not null)
            {
                foreach (var target in References(path))
                {
                    open.Enqueue(target);
                }
            }
        }

        Assert.Equal([], WebAssets.Paths.Except(reached).ToList());
    }

    [Fact]
    public void Page_UnderItsPolicy_HasNothingInlineAndNothingFromElsewhere()
    {
        var html = Text(WebAssets.Index);

        Assert.DoesNotMatch("(?i)<style|\\sstyle=|\\son[a-z]+=|<script(?![^>]*\\ssrc=)|javascript:", html);
        Assert.All(WebAssets.Paths, path => Assert.DoesNotMatch("(?i)(src|href|url|import|from)\\W{1,3}https?://", Text(path)));
    }

    /// <summary>Whatever a storyboard or a model says is shown as text: the page never makes markup of strings.</summary>
    [Fact]
    public void Page_Modules_NeverMakeMarkupOfStrings() =>
        Assert.All(
            WebAssets.Paths.Where(p => p.EndsWith(".js", StringComparison.Ordinal)),
            path =>
                Assert.DoesNotMatch(
                    "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|DOMParser", Text(path)));

    private static string Text(string path) => Encoding.UTF8.GetString(WebAssets.Find(path)!.Bytes.Span);

    /// <summary>
    /// The paths that a file refers to: markup, modules and style sheets relative to themselves, requests relative to the page.
    /// </summary>
    private static IEnumerable<string> References(string path)
    {
        if (Path.GetExtension(path) is not (".html" or ".css" or ".js"))
        {
            return [];
        }

        return
            from Match match in Reference().Matches(Text(path))
            let target = match.Groups["target"].Value
            where target[0] is not ('#' or '$')
            let origin = match.Value.StartsWith("request", StringComparison.Ordinal) ? WebAssets.Index : path
            select new Uri(new Uri($"http://host{origin}"), target).AbsolutePath;
    }

    [GeneratedRegex("""(?:\b(?:src|href)="|\bfrom '|\bimport '|\brequest\('|url\(")(?<target>[^"']+)""")]
    private static partial Regex Reference();
}
