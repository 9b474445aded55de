using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace ImageGen.Core.Storyboards;

/// <summary>
/// One folder name made of a request's <c>projectPath</c>: its last segment, if that is the whole path (or stands in <c>projects/</c>) and
/// is safe as a name everywhere: ASCII letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, at most 64. Otherwise the safe characters of the
/// last segment and a short hash of the whole path, which keeps projects apart that differ in their parent folders or in other characters.
/// Never <c>.</c>, <c>..</c>, a reserved device name, or hidden. Case is kept for display; paths that differ only in case or in how accents
/// are encoded (Unicode NFC or NFD) give equal names, whatever the file system does.
/// </summary>
[JsonConverter(typeof(ProjectNameJsonConverter))]
public readonly record struct ProjectName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 64;

    private const int HashLength = 8;

    private const string CastSuffix = ".cast";

    private readonly string? _value;

    private ProjectName(string value) => _value = value;

    /// <summary>The name; empty for the default value, which names no project.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes the name of <paramref name="projectPath"/>; false when nothing of it can be a name ("", "/", "..").</summary>
    public static bool TryFromPath(string? projectPath, out ProjectName name)
    {
        name = default;
        if (projectPath is null || projectPath.Any(char.IsControl) || projectPath.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            return false;
        }

        var segments = SegmentsOf(projectPath);
        if (segments.Length == 0 || segments[^1].All(c => char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c)))
        {
            return false;
        }

        string[] folded = [.. segments.Select(CaseFolding.Fold)];
        var last = CaseFolding.Fold(segments[^1]) is var one && IsName(one) && !IsName(segments[^1]) ? one : segments[^1];
        if (IsName(last) && (folded.Length == 1 || (folded.Length == 2 && folded[0] is "projects")))
        {
            name = new ProjectName(last);
            return true;
        }

        name = Hashed(StemOf(last, one), folded);
        return true;
    }

    /// <summary>
    /// The name that earlier releases, to which another spelling was another project, made of <paramref name="projectPath"/>; null when it
    /// is the same. Data that is stored under it stays there.
    /// </summary>
    public static ProjectName? FormerOf(string projectPath)
    {
        ArgumentNullException.ThrowIfNull(projectPath);
        if (!TryFromPath(projectPath, out var name))
        {
            return null;
        }

        var segments = SegmentsOf(projectPath);
        var isPlain = IsName(segments[^1]) && (segments.Length == 1 || (segments.Length == 2 && segments[0] is "projects"));
        var former = isPlain ? name : Hashed(Clean(segments[^1]), segments);
        return former == name ? null : former;
    }

    /// <summary>Reads a name as this type writes it, as from a URL; false for anything that is not exactly such a name.</summary>
    public static bool TryParse(string? text, out ProjectName name)
    {
        var ok = text is not null && IsName(text);
        name = ok ? new ProjectName(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public bool Equals(ProjectName other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string[] SegmentsOf(string projectPath) =>
        [.. projectPath.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(s => s != ".")];

    /// <summary>
    /// The readable part of a hashed name: as it was written, unless another spelling of the same text would look different.
    /// </summary>
    private static string StemOf(string last, string folded)
    {
        var accented = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            // A letter and its accents, which folding has taken apart, are one character that is not safe.
            if (char.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark)
            {
                accented.Append(c);
            }
            else if (accented.Length > 0)
            {
                accented[^1] = '-';
            }
        }

        var (stem, common) = (Clean(last), Clean(accented.ToString()));
        return string.Equals(stem, common, StringComparison.OrdinalIgnoreCase) ? stem : common;
    }

    // Without dots, so that neither ".." nor a device name with an extension (CON.txt) can come about.
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-', '_');

    private static ProjectName Hashed(string clean, string[] segments)
    {
        var stem = clean.Length switch
        {
            0 => "project",
            > MaxLength - HashLength - 1 => clean[..(MaxLength - HashLength - 1)],
            _ => clean,
        };
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('/', segments))))[..HashLength];
        return new ProjectName($"{stem}-{hash}");
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(text[0])
        && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        && !text.Contains("..", StringComparison.Ordinal)
        && !IsReservedName(text);

    /// <summary>
    /// The project in which this one's reference sheets are generated, a run like any other: <c>{name}.cast</c>; shortened, with a hash,
    /// where that is too long a name.
    /// </summary>
    public ProjectName Cast => TryFromPath(Value + CastSuffix, out var cast) ? cast : default;

    /// <summary>Whether a text is a device's name on Windows, such as <c>con</c>, with or without an extension.</summary>
    internal static bool IsReservedName(string text) => ReservedDeviceNames.Contains(text.Split('.')[0]);

    private static readonly HashSet<string> ReservedDeviceNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };
}

/// <summary>Writes a <see cref="ProjectName"/> as its text.</summary>
public sealed class ProjectNameJsonConverter : JsonConverter<ProjectName>
{
    /// <inheritdoc/>
    public override ProjectName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ProjectName.TryParse(reader.GetString(), out var name) ? name : throw new JsonException("Not a project name.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ProjectName value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
