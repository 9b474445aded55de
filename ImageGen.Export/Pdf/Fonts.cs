using ImageGen.Core.Base;
using SkiaSharp;

namespace ImageGen.Export.Pdf;

/// <summary>
/// The fonts of this machine, searched when a character needs one: a folder of a person's choice first, then common text fonts, then
/// whatever else is installed. None comes with the program (docs/adr/0008).
/// </summary>
/// <remarks>Not thread-safe: one export works at a time.</remarks>
internal sealed class Fonts : IDisposable
{
    /// <summary>What most text should be set in, the best first; names of files without extension.</summary>
    private static readonly string[] Preferred =
        ["NotoSans-Regular", "DejaVuSans", "LiberationSans-Regular", "segoeui", "arial", "Helvetica", "SFNS", "Roboto-Regular",
            "OpenSans-Regular"];

    private static readonly string[] Styled =
    [
        "bold", "italic", "oblique", "black", "light", "thin", "medium", "condensed", "mono", "heavy",
    ];

    private readonly string? _folder;
    private readonly List<SKTypeface> _open = [];
    private readonly Dictionary<SKTypeface, SKFont> _glyphs = [];
    private readonly Dictionary<int, SKTypeface?> _known = [];
    private readonly Queue<string> _files;

    /// <summary>The fonts of this machine.</summary>
    /// <param name="folder">A folder whose fonts come first; null: none.</param>
    /// <param name="systemFolders">Further folders; null: those of this system.</param>
    public Fonts(string? folder, IReadOnlyList<string>? systemFolders = null)
    {
        if (folder is not null && !Directory.Exists(folder))
        {
            throw new UserException($"The folder of fonts {folder} is not there. Correct ImageGen:Export:Fonts.");
        }

        _folder = folder;
        _files = new Queue<string>(Files(systemFolders ?? SystemFolders()));
    }

    /// <summary>The font that ordinary text is set in.</summary>
    /// <exception cref="UserException">There is no font at all.</exception>
    public SKTypeface Base => Find('A') ?? throw new UserException(
        "A PDF needs a font, and none was found on this machine. Install one (Debian and Ubuntu: fonts-noto-core), or name a folder of "
        + "fonts in ImageGen:Export:Fonts.");

    /// <summary>The first font that has the character; null: none has.</summary>
    public SKTypeface? Find(int character)
    {
        if (_known.TryGetValue(character, out var known))
        {
            return known;
        }

        var found = _open.Find(typeface => Has(typeface, character));
        while (found is null && _files.TryDequeue(out var file))
        {
            if (SKTypeface.FromFile(file) is { } typeface)
            {
                _open.Add(typeface);
                _glyphs[typeface] = new SKFont(typeface);
                found = Has(typeface, character) ? typeface : null;
            }
        }

        return _known[character] = found;
    }

    /// <summary>Whether a font of these has the character.</summary>
    public bool Has(SKTypeface typeface, int character) => _glyphs[typeface].ContainsGlyph(character);

    public void Dispose()
    {
        foreach (var typeface in _open)
        {
            _glyphs[typeface].Dispose();
            typeface.Dispose();
        }
    }

    private IEnumerable<string> Files(IReadOnlyList<string> systemFolders) =>
        Ranked(_folder is null ? [] : [_folder]).Concat(Ranked(systemFolders));

    private static IEnumerable<string> Ranked(IReadOnlyList<string> folders) => folders.SelectMany(In)
        .Select(file => (File: file, Name: Path.GetFileNameWithoutExtension(file)))
        .OrderBy(f => Rank(f.Name))
        .ThenBy(f => f.Name, StringComparer.Ordinal)
        .Select(f => f.File);

    /// <summary>Text fonts in their plain style come first, and coloured images of emoji last.</summary>
    private static int Rank(string name) =>
        Array.FindIndex(Preferred, p => string.Equals(p, name, StringComparison.OrdinalIgnoreCase)) is var place and >= 0 ? place
        : name.Contains("emoji", StringComparison.OrdinalIgnoreCase) ? 103
        : Styled.Any(style => name.Contains(style, StringComparison.OrdinalIgnoreCase)) ? 102
        : name.Contains("sans", StringComparison.OrdinalIgnoreCase) ? 100
        : 101;

    private static IEnumerable<string> In(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc" or ".otc")
            .Order(StringComparer.Ordinal)
        : [];

    private static List<string> SystemFolders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsWindows()
            ?
            [
                Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Microsoft", "Windows", "Fonts"),
            ]
            : OperatingSystem.IsMacOS()
                ? ["/System/Library/Fonts", "/Library/Fonts", Path.Combine(home, "Library", "Fonts")]
                : ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(
                    home, ".local", "share", "fonts"), Path.Combine(home, ".fonts")];
    }
}
