using System.Runtime.InteropServices;
using System.Text.Json;

namespace ServerlessTuner.Core.Studies.Reports.Pages;

/// <summary>
/// A column of numbers. In JSON it is one text: the doubles in little-endian order in base64, which is exact, and quick to write and read.
/// </summary>
internal sealed class NumberColumn(int rows)
{
    private double[] values = new double[Math.Max(1, rows)];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row; NaN stands for no number.</summary>
    public void Add(double value)
    {
        if (Count == values.Length)
            Array.Resize(ref values, 2 * Count);
        values[Count++] = value;
    }

    /// <summary>Writes the text.</summary>
    public void WriteTo(Utf8JsonWriter json) => json.WriteBase64StringValue(MemoryMarshal.AsBytes(values.AsSpan(0, Count)));
}
