namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Where in a request: a JSON path that is written out only for a fault.</summary>
internal sealed class JsonPlace
{
    private const int MaxShownName = 40;
    private readonly JsonPlace? _parent;
    private readonly string? _name;
    private readonly int _index;

    private JsonPlace(JsonPlace? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    public static JsonPlace Root { get; } = new(null, null, -1);

    /// <summary>The root of the JSON in a file.</summary>
    public static JsonPlace File(string name) => new(null, name, -1);

    public JsonPlace Field(string name) => new(this, name, -1);

    public JsonPlace At(int index) => new(this, null, index);

    public override string ToString()
    {
        var path = new StringBuilder();
        AppendTo(path);
        return path.ToString();
    }

    private void AppendTo(StringBuilder path)
    {
        if (_parent is null)
        {
            path.Append(_name is null ? "$" : $"{_name}:$");
            return;
        }

        _parent.AppendTo(path);
        if (_name is null)
        {
            path.Append('[').Append(_index).Append(']');
        }
        else if (_name.Length is > 0 and <= MaxShownName && _name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            path.Append('.').Append(_name);
        }
        else
        {
            path.Append("['").Append(Quoted.Printable(_name, MaxShownName)).Append("']");
        }
    }
}
