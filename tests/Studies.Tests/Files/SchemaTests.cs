using System.Text.Json;
using System.Text.RegularExpressions;
using ServerlessTuner.Core.Studies.Files;
using ServerlessTuner.Core.Studies.Files.Schema;
using ServerlessTuner.Core.Studies.Files.Yaml;

namespace ServerlessTuner.Studies.Tests.Files;

public class SchemaTests
{
    private static readonly string CommittedFile = Path.Combine(Examples.Root, "docs", "study.schema.json");

    [Fact]
    public void CommittedSchema_IsWhatTheDefinitionsSay()
    {
        // After a change of the definitions: TUNER_UPDATE=1 dotnet test --filter SchemaTests
        string schema = StudySchema.Write();
        if (Environment.GetEnvironmentVariable("TUNER_UPDATE") == "1")
            File.WriteAllText(CommittedFile, schema);

        Assert.Equal(schema, File.ReadAllText(CommittedFile));
    }

    [Fact]
    public void Examples_AndTemplates_FitTheSchema()
    {
        IEnumerable<string> texts = Directory.GetFiles(
            Examples.Folder,
            "*.yaml",
            SearchOption.AllDirectories).Select(File.ReadAllText).Concat(StudyTemplate.Kinds.Select(kind => StudyTemplate.Write(kind)));
        foreach (string text in texts)
            Assert.Equal([], Faults(text));
    }

    [Theory]
    [InlineData("tirals: 5")]
    [InlineData("trials: many")]
    [InlineData("trials: 0")]
    [InlineData("score: {penalty: 1.5}")]
    [InlineData("score: {penaltee: 0.5}")]
    [InlineData("strategy: ma_corss")]
    [InlineData("strategy: ma_cross\nparameters: {fats: [5]}")]
    [InlineData("sampler: {name: random, replacement: 5}")]
    [InlineData("sampler: {name: random, other: true}")]
    [InlineData("pruner: medain")]
    [InlineData("early_terminate: {type: hyperband, eta: 0}")]
    [InlineData("metric: {name: sharpe, goal: up}")]
    [InlineData("stages: [{scenarios: [], keep: 10}]")]
    [InlineData("stages: [{keep: 1}, {keep: 1}, {keep: 1}]")]
    [InlineData("parameters: {x: {values: []}}")]
    [InlineData("parameters: {x: {values: [1, 2], probabilities: [0.5, 2]}}")]
    [InlineData("parameters: {2x: [1]}")]
    [InlineData("parameters: {x: {parameters: {y: {minn: 1}}}}")]
    [InlineData("data: {EURUSD: {synth: {seed: 1}}}")]
    public void BadFile_DoesNotFitTheSchema(string text) => Assert.NotEmpty(Faults(text));

    private static List<string> Faults(string text)
    {
        string instance = YamlTree.Read(text, "f.yaml", new ProblemList()).ToValue().ToString();
        using JsonDocument schema = JsonDocument.Parse(StudySchema.Write()), value = JsonDocument.Parse(instance);
        var faults = new List<string>();
        new Validator(schema.RootElement).Check(schema.RootElement, value.RootElement, string.Empty, faults);
        return faults;
    }

    /// <summary>The keywords of JSON Schema that ours uses; an unknown one fails the test.</summary>
    private sealed class Validator(JsonElement root)
    {
        public void Check(JsonElement schema, JsonElement value, string path, List<string> faults)
        {
            foreach (JsonProperty keyword in schema.EnumerateObject())
                Check(keyword.Name, keyword.Value, schema, value, path, faults);
        }

        private void Check(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path, List<string> faults)
        {
            void Require(bool holds)
            {
                if (!holds)
                    faults.Add($"{path}: {keyword} {rule}");
            }

            bool isNumber = value.ValueKind == JsonValueKind.Number,
                isObject = value.ValueKind == JsonValueKind.Object,
                isList = value.ValueKind == JsonValueKind.Array;
            switch (keyword)
            {
                case "$schema" or "title" or "description" or "$defs" or "then":
                    break;
                case "type":
                    Require(
                        rule.ValueKind == JsonValueKind.String
                            ? IsType(value, rule.GetString()!)
                            : rule.EnumerateArray().Any(type => IsType(value, type.GetString()!)));
                    break;
                case "$ref":
                    Check(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value, path, faults);
                    break;
                case "enum":
                    Require(rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)));
                    break;
                case "const":
                    Require(JsonElement.DeepEquals(rule, value));
                    break;
                case "minimum":
                    Require(!isNumber || value.GetDouble() >= rule.GetDouble());
                    break;
                case "exclusiveMinimum":
                    Require(!isNumber || value.GetDouble() > rule.GetDouble());
                    break;
                case "maximum":
                    Require(!isNumber || value.GetDouble() <= rule.GetDouble());
                    break;
                case "minItems":
                    Require(!isList || value.GetArrayLength() >= rule.GetInt32());
                    break;
                case "maxItems":
                    Require(!isList || value.GetArrayLength() <= rule.GetInt32());
                    break;
                case "minProperties":
                    Require(!isObject || value.EnumerateObject().Count() >= rule.GetInt32());
                    break;
                case "required":
                    Require(!isObject || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)));
                    break;
                case "anyOf":
                    Require(rule.EnumerateArray().Any(form => Fits(form, value)));
                    break;
                case "allOf":
                    foreach (JsonElement part in rule.EnumerateArray())
                        Check(part, value, path, faults);
                    break;
                case "if":
                    if (Fits(rule, value))
                        Check(schema.GetProperty("then"), value, path, faults);
                    break;
                case "pattern":
                    Require(Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)));
                    break;
                case "items":
                    if (isList)
                        value.EnumerateArray().ToList().ForEach(item => Check(rule, item, path + "[]", faults));
                    break;
                case "propertyNames":
                    if (isObject)
                    {
                        foreach (JsonProperty member in value.EnumerateObject())
                            Check(rule, JsonSerializer.SerializeToElement(member.Name), path + "." + member.Name, faults);
                    }

                    break;
                case "properties" or "additionalProperties":
                    if (isObject)
                        Members(keyword, rule, schema, value, path, faults);
                    break;
                default:
                    Assert.Fail($"The schema uses {keyword}, which this test does not know.");
                    break;
            }
        }

        private void Members(string keyword, JsonElement rule, JsonElement schema, JsonElement value, string path, List<string> faults)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                string place = $"{path}.{member.Name}";
                bool named = schema.TryGetProperty("properties", out JsonElement properties) & (
                    properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out JsonElement own));
                if (keyword == "properties" && named)
                    Check(properties.GetProperty(member.Name), member.Value, place, faults);
                else if (keyword == "additionalProperties" && !named && rule.ValueKind == JsonValueKind.False)
                    faults.Add($"{place}: unknown");
                else if (keyword == "additionalProperties" && !named && rule.ValueKind == JsonValueKind.Object)
                    Check(rule, member.Value, place, faults);
            }
        }

        private bool Fits(JsonElement schema, JsonElement value)
        {
            var faults = new List<string>();
            Check(schema, value, string.Empty, faults);
            return faults.Count == 0;
        }

        private static bool IsType(JsonElement value, string type) => type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
            _ => false,
        };
    }
}
