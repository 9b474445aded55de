using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>Reads the options of an export as an address or a command line gives them, and finds every fault in one pass.</summary>
public static class ExportOptionsReader
{
    private const int LongestMedia = 1024;

    /// <summary>Reads options.</summary>
    /// <param name="value">The text of an option by its name; null or empty: it was not given.</param>
    public static ExportOptionsResult Read(Func<string, string?> value)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var formats = string.Join(", ", ExportFormats.All.Select(f => f.Name()));
        if (!ExportFormats.TryParse(Text("format"), out var format))
        {
            faults.Add(new Fault(
                "format", Text("format") is null ? "The format is missing." : "There is no such format.", $"Write one of {formats}."));
        }

        var options = new ExportOptions { Format = format, Styles = Styles(Text("style"), faults) };
        if (Text("page") is { } pageName)
        {
            if (PageSize.TryParse(pageName, out var page))
            {
                options = options with { Page = page };
            }
            else
            {
                faults.Add(new Fault(
                    "page",
                    "There is no such page size.",
                    $"Write one of {string.Join(", ", PageSize.Names)}, with -portrait for an upright page."));
            }
        }

        if (Text("container") is { } containerName)
        {
            var isKnown = Enum.TryParse(containerName, ignoreCase: true, out AnimaticContainer container)
                && containerName.All(char.IsAsciiLetterOrDigit)
                && !containerName.All(char.IsAsciiDigit);
            options = options with { Container = container };
            if (!isKnown)
            {
                faults.Add(new Fault("container", "There is no such file type of an animatic.", "Write webp or mp4."));
            }
        }

        if (Text("media") is { } media)
        {
            if (media.Length > LongestMedia || media.Any(char.IsControl))
            {
                faults.Add(new Fault(
                    "media",
                    "This is neither a folder nor a URL.",
                    "Write what stands before the images' paths, such as file:///films/my-story/."));
            }

            options = options with { MediaBase = media.EndsWith('/') ? media : media + "/" };
        }

        options = options with
        {
            Columns = Number("columns", 1, 8),
            FramesPerSecond = Number("fps", 1, 60) ?? options.FramesPerSecond,
            Width = Number("width", 160, 3840) ?? options.Width,
        };
        return faults.Count == 0 ? new ExportOptionsResult(options, []) : new ExportOptionsResult(null, faults.ToImmutable());

        string? Text(string name) => string.IsNullOrEmpty(value(name)) ? null : value(name);

        int? Number(string name, int min, int max)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
            {
                return number;
            }

            faults.Add(new Fault(
                name, "It is not a number in its range.", FormattableString.Invariant($"Write a whole number from {min} to {max}.")));
            return null;
        }
    }

    private static ImmutableArray<ImageStyle> Styles(string? text, ImmutableArray<Fault>.Builder faults)
    {
        var styles = ImmutableArray.CreateBuilder<ImageStyle>();
        foreach (var name in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!ImageStyles.TryParse(name, out var style))
            {
                faults.Add(new Fault(
                    "style",
                    "There is no such style.",
                    $"Write {string.Join(", ", ImageStyles.All.Select(s => s.Name()))}, or leave it out for all."));
                return [];
            }

            styles.Add(style);
        }

        return [.. styles.Distinct()];
    }
}

/// <summary>What reading the options of an export gave: exactly one of the two.</summary>
/// <param name="Options">The options; null when there are faults.</param>
/// <param name="Faults">Every fault.</param>
public sealed record ExportOptionsResult(ExportOptions? Options, ImmutableArray<Fault> Faults);
