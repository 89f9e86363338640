using System.Text.Json;
using ServerlessTuner.Core.Model.Settings;

namespace ServerlessTuner.Core.Studies.Files.Schema;

/// <summary>Writes the forms that values take in the JSON Schema. Each method writes members of an object that is open.</summary>
internal sealed class SchemaWriter(Utf8JsonWriter json, StudyCatalog catalog)
{
    private readonly List<(string Name, Action<SchemaWriter> Write)> definitions = [];

    /// <summary>Where it is written.</summary>
    public Utf8JsonWriter Json => json;

    /// <summary>The names that exist.</summary>
    public StudyCatalog Catalog => catalog;

    /// <summary>A setting with its description.</summary>
    public void Field(Setting setting)
    {
        json.WriteStartObject(setting.Name);
        json.WriteString("description", setting.Help);
        if (setting is Field { Form: { } form })
            form(this);
        else
            Plain(setting);
        json.WriteEndObject();
    }

    /// <summary>Type, bounds and choices of a setting.</summary>
    public void Plain(Setting setting)
    {
        if (setting.Choices is not null)
            Words([.. setting.Choices]);
        else if (setting.Kind == SettingKind.Duration)
            Types("string", "number");
        else if (TypeOf(setting.Kind) is string type)
            Types(type);
        if (setting.Min is double min)
            json.WriteNumber(setting.Above ? "exclusiveMinimum" : "minimum", min);
        if (setting.Max is double max)
            json.WriteNumber("maximum", max);
        if (setting.Item is not Setting item)
            return;
        json.WriteStartObject("items");
        Plain(item);
        json.WriteEndObject();
        if (setting.Least > 0)
            json.WriteNumber("minItems", setting.Least);
    }

    /// <summary>A section, which becomes one of the definitions.</summary>
    public void Reference(Section section) => Reference(section.Name, schema => schema.Object(section.Fields, section.Required));

    /// <summary>A definition by name.</summary>
    public void Reference(string name, Action<SchemaWriter> write)
    {
        json.WriteString("$ref", "#/$defs/" + name);
        if (definitions.TrueForAll(known => known.Name != name))
            definitions.Add((name, write));
    }

    /// <summary>Writes everything that was referred to, and what that refers to.</summary>
    public void WriteDefinitions()
    {
        json.WriteStartObject("$defs");
        for (int i = 0; i < definitions.Count; i++)
        {
            json.WriteStartObject(definitions[i].Name);
            definitions[i].Write(this);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A mapping with these keys and no others.</summary>
    public void Object(IReadOnlyList<Setting> fields, IReadOnlyList<Setting> required)
    {
        Types("object");
        json.WriteStartObject("properties");
        foreach (Setting field in fields)
            Field(field);
        json.WriteEndObject();
        json.WriteBoolean("additionalProperties", false);
        if (required.Count == 0)
            return;
        json.WriteStartArray("required");
        foreach (Setting field in required)
            json.WriteStringValue(field.Name);
        json.WriteEndArray();
    }

    /// <summary>A name, or a mapping with the settings of that name.</summary>
    public void Components(IReadOnlyList<CatalogEntry> entries, string nameKey = "name") =>
        AnyOf(
            [
                schema => schema.Names(entries),
                .. entries.Select<CatalogEntry,
                Action<SchemaWriter>>(entry => schema => schema.Component(entry, nameKey, [entry.Name, .. entry.Aliases]))
            ]);

    /// <summary>A mapping with a name and the settings of a component.</summary>
    public void Component(CatalogEntry entry, string nameKey, IReadOnlyList<string> names)
    {
        var name = new Setting(nameKey, SettingKind.Text, entry.Description) { Choices = names };
        json.WriteString("description", entry.Description);
        Object([name, .. entry.Settings], [name]);
    }

    /// <summary>The names and aliases of some entries.</summary>
    public void Names(IReadOnlyList<CatalogEntry> entries) => Words([.. entries.SelectMany(entry => entry.Aliases.Prepend(entry.Name))]);

    /// <summary>One of some words.</summary>
    public void Words(params ReadOnlySpan<string> words) => Strings("enum", words);

    /// <summary>A value of one of some types.</summary>
    public void Types(params ReadOnlySpan<string> types)
    {
        if (types.Length == 1)
            json.WriteString("type", types[0]);
        else
            Strings("type", types);
    }

    /// <summary>A mapping from any name.</summary>
    public void MapOf(Action<SchemaWriter> value)
    {
        Types("object");
        json.WriteStartObject("additionalProperties");
        value(this);
        json.WriteEndObject();
    }

    /// <summary>A list.</summary>
    public void ListOf(Action<SchemaWriter> item, int least = 0, int? most = null)
    {
        Types("array");
        json.WriteStartObject("items");
        item(this);
        json.WriteEndObject();
        if (least > 0)
            json.WriteNumber("minItems", least);
        if (most is int count)
            json.WriteNumber("maxItems", count);
    }

    /// <summary>One of several forms.</summary>
    public void AnyOf(params Action<SchemaWriter>[] forms)
    {
        json.WriteStartArray("anyOf");
        foreach (Action<SchemaWriter> form in forms)
        {
            json.WriteStartObject();
            form(this);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? TypeOf(SettingKind kind) => kind switch
    {
        SettingKind.Integer => "integer",
        SettingKind.Number => "number",
        SettingKind.Boolean => "boolean",
        SettingKind.Text or SettingKind.Date => "string",
        SettingKind.Section => "object",
        SettingKind.List => "array",
        _ => null,
    };

    private void Strings(string member, ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(member);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
