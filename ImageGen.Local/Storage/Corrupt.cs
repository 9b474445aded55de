namespace ImageGen.Local.Storage;

/// <summary>Renames what cannot be read to a name that shows this, and never deletes it.</summary>
internal static class Corrupt
{
    private const string Mark = ".corrupt-";

    /// <summary>True for a name that <see cref="NameFor"/> gave.</summary>
    public static bool IsMarked(string name)
    {
        var mark = name.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark > 0 && int.TryParse(name.AsSpan(mark + Mark.Length), out _);
    }

    /// <summary>Renames a file or folder; returns its new path.</summary>
    public static string SetAside(string path)
    {
        var aside = NameFor(path);
        if (Directory.Exists(path))
        {
            Directory.Move(path, aside);
        }
        else
        {
            File.Move(path, aside);
        }

        NativeFiles.FlushFolder(Path.GetDirectoryName(path)!);
        return aside;
    }

    /// <summary>The first free name: <c>x.corrupt-1</c>, <c>x.corrupt-2</c>, ...</summary>
    public static string NameFor(string path)
    {
        for (var n = 1; ; n++)
        {
            var candidate = $"{path}{Mark}{n}";
            if (!Path.Exists(candidate))
            {
                return candidate;
            }
        }
    }
}
