using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Schema;

/// <summary>The parts of the JSON Schema that take several forms.</summary>
internal sealed class SchemaFragments(Utf8JsonWriter json, StudyCatalog catalog)
{
    /// <summary>Writes the schema of a field that takes several forms or holds other mappings; false for a plain one.</summary>
    public bool TryWrite(Field field)
    {
        if (field == StudyFields.Data)
            MapOf(() => OneOf(() => json.WriteString("type", "string"), () => Reference("data")));
        else if (field == StudyFields.Strategy)
            Names(catalog.Strategies);
        else if (field == StudyFields.Function)
            OneOf(() => Names(catalog.Functions), () => Reference("function"));
        else if (field == StudyFields.FunctionName)
            Names(catalog.Functions);
        else if (field == StudyFields.Objective)
            OneOf(() => Enum("external"), () => Reference("objective"));
        else if (field == StudyFields.ObjectiveMetrics)
            ListOf(() => json.WriteString("type", "string"));
        else if (field == StudyFields.Command)
            ListOf(() => Types("string", "number", "boolean"));
        else if (field == StudyFields.Parameters || field == StudyFields.Nested)
            Reference("parameters");
        else if (field == StudyFields.Constraints)
            OneOf(() => json.WriteString("type", "string"), () => ListOf(() => json.WriteString("type", "string")));
        else if (field == StudyFields.Scenarios)
            MapOf(() => OneOf(() => Reference("scenario"), () => json.WriteString("type", "null")));
        else if (field == StudyFields.Stages)
            ListOf(() => Reference("stage"), least: 1);
        else if (field == StudyFields.StageScenarios)
            OneOf(() => json.WriteString("type", "string"), () => ListOf(() => json.WriteString("type", "string"), least: 1));
        else if (field == StudyFields.Keep)
            OneOf(() => Plain(json, new Field("keep", FieldType.Integer, string.Empty) { Min = 1 }), () => Enum("auto", "all"));
        else if (field == StudyFields.Metric)
            OneOf(() => json.WriteString("type", "string"), () => Reference("metric"), () => ListOf(Metric, least: 1));
        else if (field == StudyFields.Metrics)
            ListOf(Metric, least: 2);
        else if (field == StudyFields.Score)
            Reference("score");
        else if (field == StudyFields.Sampler)
            Component(catalog.Samplers);
        else if (field == StudyFields.Pruner)
            Component(catalog.Pruners);
        else if (field == StudyFields.EarlyTerminate)
            Reference("early_terminate");
        else if (field == StudyFields.Refine)
            OneOf(() => json.WriteString("type", "boolean"), () => Reference("refine"));
        else if (field == StudyFields.Enqueue)
            ListOf(() => json.WriteString("type", "object"));
        else if (field == StudyFields.Outputs)
            Reference("outputs");
        else if (field == StudyFields.Values)
            ListOf(() => { }, least: 1);
        else if (field == StudyFields.Probabilities)
            ListOf(() => Plain(json, new Field("probability", FieldType.Number, string.Empty) { Min = 0, Max = 1 }), least: 1);
        else
            return false;
        return true;
    }

    /// <summary>Writes definitions that no list of fields describes.</summary>
    public void WriteDefinitions()
    {
        json.WriteStartObject("parameters");
        json.WriteString("type", "object");
        json.WriteNumber("minProperties", 1);
        json.WriteStartObject("propertyNames");
        json.WriteString("pattern", "^[A-Za-z_][A-Za-z0-9_.-]*$");
        json.WriteEndObject();
        json.WriteStartObject("additionalProperties");
        OneOf(
            () => Reference("parameter_mapping"),
            () => ListOf(() => { }, least: 1),
            () => Types("string", "number", "boolean"));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("early_terminate");
        Settings(StudyCatalog.Find(catalog.Pruners, ComponentReader.WandbHyperband)!, "type", ["hyperband"]);
        json.WriteEndObject();
    }

    /// <summary>Writes type, bounds and choices of a plain field.</summary>
    public static void Plain(Utf8JsonWriter json, Field field)
    {
        string? type = field.Type switch
        {
            FieldType.Integer => "integer",
            FieldType.Number => "number",
            FieldType.Boolean => "boolean",
            FieldType.Text or FieldType.Date => "string",
            FieldType.Section => "object",
            FieldType.List => "array",
            _ => null,
        };
        if (field.Type == FieldType.Duration)
        {
            json.WriteStartArray("type");
            json.WriteStringValue("string");
            json.WriteStringValue("number");
            json.WriteEndArray();
        }
        else if (field.Choices is not null)
        {
            json.WriteStartArray("enum");
            foreach (string choice in field.Choices)
                json.WriteStringValue(choice);
            json.WriteEndArray();
        }
        else if (type is not null)
        {
            json.WriteString("type", type);
        }

        if (field.Min is double min)
            json.WriteNumber(field.Above ? "exclusiveMinimum" : "minimum", min);
        if (field.Max is double max)
            json.WriteNumber("maximum", max);
    }

    private void Metric() => OneOf(() => json.WriteString("type", "string"), () => Reference("metric"));

    // A name, or a mapping with the settings of that name.
    private void Component(IReadOnlyList<CatalogEntry> entries)
    {
        var forms = new List<Action> { () => Names(entries) };
        foreach (CatalogEntry entry in entries)
            forms.Add(() => Settings(entry, "name", [entry.Name, .. entry.Aliases]));
        OneOf([.. forms]);
    }

    private void Settings(CatalogEntry entry, string nameKey, string[] names)
    {
        json.WriteString("type", "object");
        json.WriteString("description", entry.Description);
        json.WriteStartObject("properties");
        json.WriteStartObject(nameKey);
        Enum(names);
        json.WriteEndObject();
        foreach (SettingDefinition setting in entry.Settings)
        {
            json.WriteStartObject(setting.Name);
            json.WriteString("description", StudySchema.Describe(setting));
            Plain(json, new Field(setting.Name, SettingChecker.TypeOf(setting), setting.Description) { Min = setting.Min, Max = setting.Max, Choices = setting.Choices });
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("required");
        json.WriteStringValue(nameKey);
        json.WriteEndArray();
        json.WriteBoolean("additionalProperties", false);
    }

    private void Names(IReadOnlyList<CatalogEntry> entries) => Enum([.. entries.SelectMany(entry => entry.Aliases.Prepend(entry.Name))]);

    private void Enum(params ReadOnlySpan<string> values)
    {
        json.WriteStartArray("enum");
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private void Reference(string name) => json.WriteString("$ref", "#/$defs/" + name);

    private void Types(params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (string type in types)
            json.WriteStringValue(type);
        json.WriteEndArray();
    }

    private void MapOf(Action value)
    {
        json.WriteString("type", "object");
        json.WriteStartObject("additionalProperties");
        value();
        json.WriteEndObject();
    }

    private void ListOf(Action item, int least = 0)
    {
        json.WriteString("type", "array");
        json.WriteStartObject("items");
        item();
        json.WriteEndObject();
        if (least > 0)
            json.WriteNumber("minItems", least);
    }

    private void OneOf(params ReadOnlySpan<Action> forms)
    {
        json.WriteStartArray("anyOf");
        foreach (Action form in forms)
        {
            json.WriteStartObject();
            form();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
