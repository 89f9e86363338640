using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Schema;

/// <summary>
/// Writes the JSON Schema (draft 2020-12) of study files, for editors. Made from the definitions by which files are read, so
/// that the two agree; what only the reader can tell (ranges that touch, names that refer to each other) is left to it.
/// </summary>
public static class StudySchema
{
    /// <summary>The schema as indented text that ends with a line break.</summary>
    public static string Write(StudyCatalog? catalog = null)
    {
        var buffer = new ArrayBufferWriter<byte>(65536);
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var json = new Utf8JsonWriter(buffer, options))
            Root(new SchemaWriter(json, catalog ?? StudyCatalog.Default));
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void Root(SchemaWriter schema)
    {
        Utf8JsonWriter json = schema.Json;
        json.WriteStartObject();
        json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        json.WriteString("title", "ServerlessTuner study");
        json.WriteString("description", "A study file. A Weights & Biases sweep file is one as well.");
        schema.Object(StudyFields.Top, []);
        json.WriteStartArray("allOf");
        foreach (CatalogEntry strategy in schema.Catalog.Strategies)
            SettingsOf(json, strategy.Name, [.. strategy.Settings, .. schema.Catalog.Exits]);
        json.WriteEndArray();
        schema.WriteDefinitions();
        json.WriteEndObject();
    }

    // Under a strategy, the names of its settings are the only parameters.
    private static void SettingsOf(Utf8JsonWriter json, string strategy, IReadOnlyList<Setting> settings)
    {
        json.WriteStartObject();
        json.WriteStartObject("if");
        json.WriteStartObject("properties");
        json.WriteStartObject("strategy");
        json.WriteString("const", strategy);
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
        foreach (Setting setting in settings)
        {
            json.WriteStartObject(setting.Name);
            json.WriteString("description", setting.Help);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("propertyNames");
        json.WriteStartArray("enum");
        foreach (Setting setting in settings)
            json.WriteStringValue(setting.Name);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
