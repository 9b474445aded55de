using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using ImageGen.Core.Base;

namespace ImageGen.Hosting.OpenApi;

/// <summary>
/// The schemas of the contract. Those of answers are the types that the API writes: their properties as the serializer writes them, their
/// doc comments and their validation attributes. Those of requests are in <c>requests.json</c>, because requests are read leniently and by
/// hand, not by the serializer.
/// </summary>
internal sealed partial class Schemas
{
    private const string Root = "#/components/schemas/";

    private readonly XmlDocs _docs = new();
    private readonly JsonObject _known;
    private readonly JsonSchemaExporterOptions _options;

    public Schemas()
    {
        using var stream = typeof(Schemas).Assembly.GetManifestResourceStream("requests.json")!;
        _known = JsonNode.Parse(stream)!.AsObject();
        _known["Style"] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = "A style in which beats are generated",
            ["enum"] = Strings(ImageStyles.All.Select(s => s.Name())),
        };
        _options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    /// <summary>All schemas that were referred to, by name.</summary>
    public JsonObject All => _known;

    public static JsonObject Ref(string name) => new() { ["$ref"] = Root + name };

    /// <summary>Refers to the schema of <paramref name="type"/>, which is added when it is new.</summary>
    public JsonObject Ref(Type type)
    {
        if (!_known.ContainsKey(type.Name))
        {
            _known[type.Name] = null;
            _known[type.Name] = ImageGenJson.Options.GetJsonSchemaAsNode(type, _options);
        }

        return Ref(type.Name);
    }

    private JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = context.PropertyInfo?.Name switch
        {
            "style" => Ref("Style"),
            "beat_number" => Ref("BeatNumber"),
            "shot_number" => Ref("ShotNumber"),
            _ when node is not JsonObject => type == typeof(JsonObject) ? new JsonObject { ["type"] = "object" } : [],
            _ when type.IsEnum => RefToEnum(type, (JsonObject)node),
            _ when context.Path.IsEmpty || context.BaseTypeInfo is not null => Define(type, context.TypeInfo, (JsonObject)node),
            _ when type.Assembly == typeof(ImageGenJson).Assembly && context.TypeInfo.Kind == JsonTypeInfoKind.Object => Ref(type),
            _ => (JsonObject)node,
        };
        return context.PropertyInfo is { } property ? Describe(property, schema) : schema;
    }

    /// <summary>The schema of a named type, or of one kind of a closed set.</summary>
    private JsonObject Define(Type type, JsonTypeInfo info, JsonObject schema)
    {
        schema["description"] = _docs.Of(type);
        if (schema["anyOf"] is { } kinds)
        {
            schema.Clear();
            schema["description"] = _docs.Of(type);
            schema["oneOf"] = kinds.DeepClone();
        }
        else
        {
            schema["type"] = "object";
            var required = info.Properties.Where(IsAlwaysThere).Select(p => p.Name);
            if (schema["properties"]?["type"] is JsonObject discriminator && discriminator.ContainsKey("const"))
            {
                discriminator["type"] = "string";
                required = required.Prepend("type");
            }

            schema["required"] = Strings(required);
        }

        return schema;
    }

    /// <summary>The same for an enum, whose names are as the property that refers to it writes them.</summary>
    private JsonObject RefToEnum(Type type, JsonObject schema)
    {
        var names = schema["enum"]!.AsArray().Where(n => n is not null).Select(n => (string)n!).ToList();
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static);
        _known[type.Name] = new JsonObject
        {
            ["type"] = "string",
            ["description"] = _docs.Of(type) + string.Concat(names.Zip(fields, (name, field) => $"\n- `{name}`: {_docs.Of(field)}")),
            ["enum"] = Strings(names),
        };
        return Ref(type.Name);
    }

    private static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];

    private static bool IsAlwaysThere(JsonPropertyInfo property) => Ignored(property) switch
    {
        JsonIgnoreCondition.Never => true,
        JsonIgnoreCondition.WhenWritingDefault => false,
        _ => property.Get is not null && !property.IsGetNullable,
    };

    private static JsonIgnoreCondition? Ignored(JsonPropertyInfo property) =>
        MemberOf(property).GetCustomAttribute<JsonIgnoreAttribute>()?.Condition;

    private static MemberInfo MemberOf(JsonPropertyInfo property) => (MemberInfo)property.AttributeProvider!;

    private JsonObject Describe(JsonPropertyInfo property, JsonObject schema)
    {
        var isWrittenAsNull = Ignored(property) is JsonIgnoreCondition.Never && property.IsGetNullable;
        schema.Remove("default");
        schema.Remove("$comment");
        if (isWrittenAsNull && schema.ContainsKey("$ref"))
        {
            schema = new JsonObject { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }
        else if (!isWrittenAsNull && schema["type"] is JsonArray)
        {
            schema["type"] = Type(schema);
        }

        if (Type(schema) is "integer" or "number")
        {
            schema["minimum"] = 0;
        }

        var member = MemberOf(property);
        if (_docs.Of(member) is { } text)
        {
            schema["description"] = isWrittenAsNull ? text : Null().Replace(text, m => m.Value == "null" ? "absent" : "Absent");
        }

        foreach (var attribute in member.GetCustomAttributes<ValidationAttribute>())
        {
            Constrain(schema, attribute);
        }

        return schema;
    }

    /// <summary>The type beside <c>null</c>.</summary>
    private static string? Type(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(t => (string)t!).First(t => t != "null"),
        JsonNode only => (string)only!,
        null => null,
    };

    private static void Constrain(JsonObject schema, ValidationAttribute attribute)
    {
        switch (attribute)
        {
            case RangeAttribute range:
                schema["minimum"] = (int)range.Minimum;
                if ((int)range.Maximum != int.MaxValue)
                {
                    schema["maximum"] = (int)range.Maximum;
                }

                break;
            case MinLengthAttribute length: schema["minItems"] = length.Length; break;
            case MaxLengthAttribute length: schema["maxItems"] = length.Length; break;
            case AllowedValuesAttribute { Values: [var only] }: schema["const"] = JsonValue.Create(only); break;
            case AllowedValuesAttribute allowed: schema["enum"] = Strings(allowed.Values.Cast<string>()); break;
            case UrlAttribute: schema["format"] = "uri"; break;
            default: throw new NotSupportedException($"{attribute.GetType().Name} has no place in a schema yet.");
        }
    }

    [GeneratedRegex(@"\b[nN]ull\b")]
    private static partial Regex Null();
}
