using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ImageGen.Hosting.OpenApi;

/// <summary>The doc comments of ImageGen.Core, which the build embeds: the contract describes a field as its code does.</summary>
internal sealed partial class XmlDocs
{
    private readonly Dictionary<string, XElement> _members;

    public XmlDocs()
    {
        using var stream = typeof(XmlDocs).Assembly.GetManifestResourceStream("ImageGen.Core.xml")!;
        _members = XDocument.Load(stream).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!);
    }

    /// <summary>The summary of a type, property or field (of an enum); null when it has none.</summary>
    public string? Of(MemberInfo member) => Of(member is Type type
        ? $"T:{NameOf(type)}"
        : $"{(member is PropertyInfo ? 'P' : 'F')}:{NameOf(member.DeclaringType!)}.{member.Name}");

    private string? Of(string id) =>
        !_members.TryGetValue(id, out var member) ? null
        : (string?)member.Element("inheritdoc")?.Attribute("cref") is { } other ? Of(other)
        : member.Element("summary") is { } summary ? WhiteSpace().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
        : null;

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => $"`{JsonName((string?)element.Attribute("cref") ?? (string?)element.Attribute("name") ?? element.Value)}`",
        _ => "",
    };

    private static string JsonName(string reference)
    {
        var name = reference[(reference.LastIndexOfAny(['.', ':']) + 1)..];
        return reference.StartsWith("T:", StringComparison.Ordinal) ? name : System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);
    }

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
