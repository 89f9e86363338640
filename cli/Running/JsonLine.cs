using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessTuner.Cli.Commands;

namespace ServerlessTuner.Cli.Running;

/// <summary>Prints a value as one line of JSON, for programs.</summary>
internal static class JsonLine
{
    /// <summary>Writes a line to standard output.</summary>
    public static void Write<T>(T value, JsonTypeInfo<T> type)
    {
        using Stream output = StandardStreams.Open();
        Write(output, value, type);
    }

    /// <summary>Writes a line and flushes it.</summary>
    public static void Write<T>(Stream output, T value, JsonTypeInfo<T> type)
    {
        using var line = new MemoryStream();
        // It is read by programs and people, and never put into a web page.
        using (var writer = new Utf8JsonWriter(line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, value, type);
        line.WriteByte((byte)'\n');
        output.Write(line.GetBuffer(), 0, (int)line.Length);
        output.Flush();
    }
}
