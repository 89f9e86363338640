using System.Text.Encodings.Web;
using System.Text.Json;
using ServerlessTuner.Core.Search;
using ServerlessTuner.Core.Studies.Results;

namespace ServerlessTuner.Cli.Exporting;

/// <summary>One JSON array with an object per trial, in the form in which a service answers; a number that is none is null.</summary>
internal sealed class JsonExport : ITrialExport
{
    // Enough that the stream is written to in large pieces.
    private const int FlushedBytes = 1 << 16;

    /// <inheritdoc/>
    public async Task WriteAsync(TrialTable trials, Stream stream, CancellationToken cancellation)
    {
        // Read by programs, never put into a web page: '+' need not be \u002B.
        await using var writer = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        long rank = 0;
        writer.WriteStartArray();
        foreach (TrialRow row in trials.Rows())
        {
            Write(writer, trials.Schema, row, ++rank);
            if (writer.BytesPending >= FlushedBytes)
                await writer.FlushAsync(cancellation);
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellation);
        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter writer, RowSchema schema, TrialRow row, long rank)
    {
        writer.WriteStartObject();
        writer.WriteNumber("trial", row.Trial);
        writer.WriteNumber("rank", rank);
        writer.WriteString("state", row.State.Name());
        WriteNumber(writer, "score", row.Score);
        writer.WritePropertyName("values");
        row.Values.WriteTo(writer);
        writer.WriteStartObject("metrics");
        for (int i = 0; i < row.Numbers.Count; i++)
            WriteNumber(writer, schema.Numbers[i], row.Numbers[i]);
        writer.WriteEndObject();
        writer.WriteString("failure", row.Failure);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumber(name, value);
        else
            writer.WriteNull(name);
    }
}
