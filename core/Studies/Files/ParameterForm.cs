using ServerlessTuner.Core.Studies.Files.Schema;

namespace ServerlessTuner.Core.Studies.Files;

/// <summary>The form of parameters in the JSON Schema: a mapping from name to value, list or mapping.</summary>
internal static class ParameterForm
{
    public static void Write(SchemaWriter schema)
    {
        schema.Types("object");
        schema.Json.WriteNumber("minProperties", 1);
        schema.Json.WriteStartObject("propertyNames");
        schema.Json.WriteString("pattern", "^[A-Za-z_][A-Za-z0-9_.-]*$");
        schema.Json.WriteEndObject();
        schema.Json.WriteStartObject("additionalProperties");
        schema.AnyOf(
            static form => form.Reference(ParameterFields.ParameterSection),
            static form => form.ListOf(static _ => { }, least: 1),
            static form => form.Types("string", "number", "boolean"));
        schema.Json.WriteEndObject();
    }
}
