using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>A column of texts, each said once: what rows have is its number.</summary>
internal sealed class TextColumn(int rows)
{
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private readonly NumberColumn numbers = new(rows);

    /// <summary>Whether any row has a text.</summary>
    public bool IsEmpty => texts.Count == 0;

    /// <summary>Adds a row.</summary>
    /// <param name="text">Its text, or null for none.</param>
    public void Add(string? text)
    {
        int number = -1;
        if (text is not null && !known.TryGetValue(text, out number))
        {
            known[text] = number = texts.Count;
            texts.Add(text);
        }

        numbers.Add(text is null ? double.NaN : number);
    }

    /// <summary>Writes <c>{"texts": […], "at": "…"}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("texts"u8);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
        json.WritePropertyName("at"u8);
        numbers.WriteTo(json);
        json.WriteEndObject();
    }
}
