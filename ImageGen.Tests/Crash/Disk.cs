using System.Text.RegularExpressions;
using ImageGen.Core.Models.Images;

namespace ImageGen.Tests.Crash;

/// <summary>Looks at the files of a run, and refuses everything that is not as it should be.</summary>
internal static partial class Disk
{
    /// <summary>
    /// The images that stand under their names, by beat (<c>clear/1.2</c>): each whole, of the type that its name says, and only one
    /// of each.
    /// </summary>
    public static Dictionary<string, string> Images(string data)
    {
        var found = new Dictionary<string, string>();
        foreach (var path in Files(data).Where(
            f => f.StartsWith("tale/generated_images/", StringComparison.Ordinal) && !Hidden().IsMatch(f)))
        {
            var name = ImageName().Match(path);
            Assert.True(name.Success, $"A foreign file: {path}");
            var check = ImageInspector.Inspect(File.ReadAllBytes(Path.Combine(data, path)));
            Assert.True(check is ImageCheck.Whole, $"{path} is not whole: {check}");
            Assert.Equal(((ImageCheck.Whole)check).Format.Extension(), name.Groups["type"].Value);
            Assert.True(
                found.TryAdd($"{name.Groups["style"]}/{name.Groups["beat"]}", path),
                $"A second image of one beat: {path} and {found.Values.Last()}");
        }

        return found;
    }

    /// <summary>Files that nothing accounts for.</summary>
    public static IEnumerable<string> Foreign(string data) => Files(data).Where(f => !Known().IsMatch(f));

    public static IEnumerable<string> Files(string data) =>
        Directory.EnumerateFiles(data, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(f => Path.GetRelativePath(data, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^tale/generated_images/(?<style>[a-z]+)/Shot_(?<shot>\d+)/Beat_(?<beat>\k<shot>\.\d+)(?<type>\.png|\.jpg)$")]
    private static partial Regex ImageName();

    [GeneratedRegex(@"/\.imagegen-tmp-[0-9a-f]{32}$")]
    private static partial Regex Hidden();

    [GeneratedRegex(
        @"^(\.imagegen/(engine\.lock|keypool-(clear|consistent|illustration)\.json|runs/[a-z]+-\d+/(run\.json|log\.jsonl))"
        + @"|tale/generated_images/.*|tale/\.imagegen/images/[a-z]+/(\.lock|Shot_\d+/Beat_[0-9.]+\.json)"
        + @"|tale/\.imagegen/rejected/[^/]+\.(json|png|jpg|webp|bin)"
        + @"|tale/\.imagegen/thumbnails/[a-z]+/Shot_\d+/Beat_[0-9.]+-[^/]+\.webp)$")]
    private static partial Regex Known();
}
