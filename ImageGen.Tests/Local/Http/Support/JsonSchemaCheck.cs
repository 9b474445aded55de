using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageGen.Tests.Local.Http.Support;

/// <summary>
/// Holds JSON to a schema of the contract. Knows the keywords that the contract uses and no others, and is stricter than JSON Schema: what
/// an answer has must be described.
/// </summary>
internal sealed class JsonSchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> Annotations = ["description", "default", "format"];

    /// <summary>All that does not fit; empty when everything does.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode schema)
    {
        var faults = new List<string>();
        Check(value, schema.AsObject(), "$", faults);
        return faults;
    }

    /// <summary>Follows a <c>$ref</c>, if it is one.</summary>
    public JsonObject Resolve(JsonObject node)
    {
        if ((string?)node["$ref"] is not { } reference)
        {
            return node;
        }

        var target = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, name) => at[name]!);
        return Resolve(target.AsObject());
    }

    private void Check(JsonNode? value, JsonObject schema, string path, List<string> faults)
    {
        schema = Resolve(schema);
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "type": CheckType(value, rule!, path, faults); break;
                case "enum" when !rule!.AsArray().Any(a => JsonNode.DeepEquals(a, value)): faults.Add($"{path}: {value} is none of {rule.ToJsonString()}"); break;
                case "const" when !JsonNode.DeepEquals(rule, value): faults.Add($"{path}: {value} is not {rule}"); break;
                case "oneOf": CheckOneOf(value, rule!.AsArray(), path, faults); break;
                case "properties" when value is JsonObject o: CheckProperties(o, rule!.AsObject(), path, faults); break;
                case "required" when value is JsonObject o: faults.AddRange(rule!.AsArray().Where(r => !o.ContainsKey((string)r!)).Select(r => $"{path}: no {r}")); break;
                case "items" when value is JsonArray a: CheckItems(a, rule!.AsObject(), path, faults); break;
                case "minItems" when value is JsonArray a && a.Count < (int)rule!: faults.Add($"{path}: only {a.Count} items"); break;
                case "minimum" when value is JsonValue n && (decimal)n < (decimal)rule!: faults.Add($"{path}: {n} < {rule}"); break;
                case "maximum" when value is JsonValue n && (decimal)n > (decimal)rule!: faults.Add($"{path}: {n} > {rule}"); break;
                case "pattern" when value is JsonValue s && !Regex.IsMatch((string)s!, (string)rule!): faults.Add($"{path}: {s} is not like {rule}"); break;
                case "minLength" or "maxLength" or "maxItems" or "enum" or "const" or "properties" or "required" or "items" or "minItems"
                    or "minimum" or "maximum" or "pattern" or "additionalProperties":
                    break;
                default:
                    Assert.True(Annotations.Contains(keyword), $"The contract uses '{keyword}', which this check does not know.");
                    break;
            }
        }

        if ((string?)schema["format"] is "date-time" && !DateTimeOffset.TryParse((string?)value, out _))
        {
            faults.Add($"{path}: {value} is no time");
        }

        if ((string?)schema["format"] is "uri" && !Uri.TryCreate((string?)value, UriKind.Absolute, out _))
        {
            faults.Add($"{path}: {value} is no address");
        }
    }

    private static void CheckType(JsonNode? value, JsonNode rule, string path, List<string> faults)
    {
        string[] types = rule is JsonArray several ? [.. several.Select(t => (string)t!)] : [(string)rule!];
        var actual = value?.GetValueKind() switch
        {
            null or System.Text.Json.JsonValueKind.Null => "null",
            System.Text.Json.JsonValueKind.Object => "object",
            System.Text.Json.JsonValueKind.Array => "array",
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => decimal.IsInteger((decimal)value!) ? "integer" : "number",
            _ => "boolean",
        };
        if (!types.Contains(actual) && !(actual == "integer" && types.Contains("number")))
        {
            faults.Add($"{path}: {actual} is not {string.Join(" or ", types)}");
        }
    }

    private void CheckOneOf(JsonNode? value, JsonArray choices, string path, List<string> faults)
    {
        var results = choices.Select(choice =>
        {
            var inner = new List<string>();
            Check(value, choice!.AsObject(), path, inner);
            return inner;
        }).ToList();
        if (results.Count(r => r.Count == 0) != 1)
        {
            faults.Add($"{path}: fits {results.Count(r => r.Count == 0)} of {results.Count} choices: {string.Join("; ", results.OrderBy(r => r.Count).First())}");
        }
    }

    private void CheckProperties(JsonObject value, JsonObject properties, string path, List<string> faults)
    {
        foreach (var (name, item) in value)
        {
            if (properties[name] is { } schema)
            {
                Check(item, schema.AsObject(), $"{path}.{name}", faults);
            }
            else
            {
                faults.Add($"{path}: {name} is not described");
            }
        }
    }

    private void CheckItems(JsonArray value, JsonObject schema, string path, List<string> faults)
    {
        for (var i = 0; i < value.Count; i++)
        {
            Check(value[i], schema, $"{path}[{i}]", faults);
        }
    }
}
