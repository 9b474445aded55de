using System.Text.RegularExpressions;
using static ImageGen.Tests.Deploy.Deployment;

namespace ImageGen.Tests.Deploy;

[Collection(SharedInfra.Name)]
public sealed partial class TemplateTests(InfraFixture infra)
{
    /// <summary>Of the linter neither: a build has its findings, too.</summary>
    [BicepFact]
    public async Task Build_Templates_NoWarning() => AssertSilent(await infra.BuildAsync());

    [BicepFact]
    public async Task Format_Templates_AreFormatted()
    {
        var formatted = await infra.FormatAsync();

        Assert.NotEmpty(formatted);
        Assert.All(formatted, f => Assert.True(f.Value == Repository.Text("infra", f.Key), $"Run bicep format on infra/{f.Key}."));
    }

    [Fact]
    public void Modules_Templates_AreFilesBesideThem()
    {
        var files = Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep")
            .ToDictionary(f => Path.GetFileName(f), File.ReadAllText);

        var modules = files.Values.SelectMany(text => ModuleLine().Matches(text)).Select(m => m.Groups[1].Value).ToArray();

        Assert.NotEmpty(modules);
        Assert.All(modules, module => Assert.Contains(module, files.Keys));
        Assert.Empty(files.Keys.Except(modules).Except(["main.bicep"]));
    }

    [BicepFact]
    public async Task ParametersFile_EveryParameter_HasItsVariableAndTheTemplatesDefault()
    {
        var template = (await infra.TemplateAsync())["parameters"]!.AsObject();
        var file = Repository.Json("infra", "main.parameters.json")["parameters"]!.AsObject();

        // Azure's own date is the one that is not set by a person.
        Assert.Equal(template.Select(p => p.Key).Except(["thisMonth"]).Order(), file.Select(p => p.Key).Order());
        foreach (var (name, value) in file)
        {
            var variable = VariableValue().Match(Text(value, "value"));
            Assert.True(variable.Success, $"{name} is not taken from one variable.");
            if (variable.Groups["default"].Success)
            {
                Assert.Equal(template[name]!["defaultValue"]!.ToString(), variable.Groups["default"].Value, ignoreCase: true);
            }
        }
    }

    [BicepFact]
    public async Task Documentation_EveryParameter_IsInTheTableWithItsVariableAndDefault()
    {
        var rows = Repository.Text("docs", "deployment.md").Split('\n').Where(l => l.StartsWith('|')).ToArray();
        var template = (await infra.TemplateAsync())["parameters"]!.AsObject();
        foreach (var (name, value) in Repository.Json("infra", "main.parameters.json")["parameters"]!.AsObject())
        {
            var variable = VariableValue().Match(Text(value, "value")).Groups["name"].Value;
            var row = Assert.Single(rows, r => r.StartsWith($"| `{name}` | `{variable}` |", StringComparison.Ordinal));
            if (template[name]!["defaultValue"]?.ToString() is { Length: > 0 } byDefault)
            {
                Assert.Contains($"| `{byDefault}` |", row, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Fact]
    public void AzureYaml_Service_IsTheAppThatTheTemplatesMake()
    {
        var yaml = Repository.Text("azure.yaml");

        Assert.Contains("    project: ImageGen.Functions\n", yaml, StringComparison.Ordinal);
        Assert.Contains("    host: function\n", yaml, StringComparison.Ordinal);
        var service = ServiceLine().Match(yaml).Groups[1].Value;
        Assert.Contains($"'azd-service-name': '{service}'", Repository.Text("infra", "app.bicep"), StringComparison.Ordinal);
    }

    private static void AssertSilent(BicepResult result) => Assert.True(result.ExitCode == 0 && result.Errors.Length == 0, result.Errors);

    [GeneratedRegex(@"^module \w+ '([^']+)'", RegexOptions.Multiline)]
    private static partial Regex ModuleLine();

    [GeneratedRegex(@"^\$\{(?<name>[A-Z_]+)(=(?<default>[^}]*))?\}$")]
    private static partial Regex VariableValue();

    [GeneratedRegex(@"^services:\n  (\w+):", RegexOptions.Multiline)]
    private static partial Regex ServiceLine();
}
