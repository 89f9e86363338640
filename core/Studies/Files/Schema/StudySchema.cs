using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;
using ServerlessTuner.Core.Model.Values;

namespace ServerlessTuner.Core.Studies.Files.Schema;

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of study files, for editors. Made from the definitions by which files are read, so
/// that the two agree; what only the reader can tell (ranges that touch, names that refer to each other) is left to it.
/// </summary>
public sealed class StudySchema
{
    private readonly Utf8JsonWriter json;
    private readonly StudyCatalog catalog;
    private readonly SchemaFragments fragments;

    private StudySchema(Utf8JsonWriter json, StudyCatalog catalog)
    {
        this.json = json;
        this.catalog = catalog;
        fragments = new SchemaFragments(json, catalog);
    }

    /// <summary>The schema as indented text that ends with a line break.</summary>
    public static string Write(StudyCatalog? catalog = null)
    {
        var buffer = new ArrayBufferWriter<byte>(65536);
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var writer = new Utf8JsonWriter(buffer, options))
            new StudySchema(writer, catalog ?? StudyCatalog.Default).Root();
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private void Root()
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("title", "ServerlessTuner study");
        json.WriteString("description", "A study file. A Weights & Biases sweep file is one as well.");
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (Field field in StudyFields.Top)
            TopField(field);
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        json.WriteStartArray("allOf");
        foreach (CatalogEntry strategy in catalog.Strategies)
            SettingsOf(strategy);
        json.WriteEndArray();
        json.WriteStartObject("$defs");
        Definition("data", StudyFields.DataItem, field => field == StudyFields.Synth ? "synth" : null);
        Definition("synth", StudyFields.SynthItem, _ => null, StudyFields.SynthBars);
        Definition("scenario", StudyFields.ScenarioItem, _ => null);
        Definition("stage", StudyFields.StageItem, _ => null);
        Definition("metric", StudyFields.MetricItem, _ => null);
        Definition("function", StudyFields.FunctionItem, _ => null, StudyFields.FunctionName);
        Definition("objective", StudyFields.ObjectiveItem, _ => null);
        Definition("score", StudyFields.ScoreItem, _ => null);
        Definition("refine", StudyFields.RefineItem, _ => null);
        Definition("outputs", StudyFields.OutputItem, _ => null);
        Definition("parameter_mapping", StudyFields.ParameterItem, field => field == StudyFields.Nested ? "parameters" : null);
        fragments.WriteDefinitions();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void TopField(Field field)
    {
        json.WriteStartObject(field.Name);
        json.WriteString("description", field.Description);
        if (!fragments.TryWrite(field))
            Plain(field);
        json.WriteEndObject();
    }

    private void Definition(string name, Field[] members, Func<Field, string?> reference, params Field[] required)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "object");
        json.WriteStartObject("properties");
        foreach (Field field in members)
        {
            json.WriteStartObject(field.Name);
            json.WriteString("description", field.Description);
            if (reference(field) is string target)
                json.WriteString("$ref", "#/$defs/" + target);
            else if (!fragments.TryWrite(field))
                Plain(field);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        if (required.Length > 0)
        {
            json.WriteStartArray("required");
            foreach (Field field in required)
                json.WriteStringValue(field.Name);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Plain(Field field) => SchemaFragments.Plain(json, field);

    // Under a strategy, the names of its settings are the only parameters.
    private void SettingsOf(CatalogEntry strategy)
    {
        json.WriteStartObject();
        json.WriteStartObject("if");
        json.WriteStartObject("properties");
        json.WriteStartObject("strategy");
        json.WriteString("const", strategy.Name);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("required");
        json.WriteStringValue("strategy");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("then");
        json.WriteStartObject("properties");
        json.WriteStartObject("parameters");
        json.WriteStartObject("properties");
        foreach (SettingDefinition setting in strategy.Settings.Concat(catalog.Exits))
        {
            json.WriteStartObject(setting.Name);
            json.WriteString("description", Describe(setting));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("propertyNames");
        json.WriteStartArray("enum");
        foreach (SettingDefinition setting in strategy.Settings.Concat(catalog.Exits))
            json.WriteStringValue(setting.Name);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static string Describe(SettingDefinition setting) =>
        setting.Default.Kind == ParameterKind.Null ? setting.Description : $"{setting.Description} Default: {setting.Default}.";
}
